using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>How the reference form of the acoustic model is trained; the defaults are the reference's.</summary>
public sealed record AcousticModuleOptions
{
    /// <summary>Learning rate at the first step.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Factor on the learning rate at every epoch: 1 for pre-training, 0.99999 for fine-tuning.</summary>
    public double LearningRateDecay { get; init; } = 1;

    /// <summary>Decay of weights: 0.01 for pre-training, 0.001 for fine-tuning.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>When the aligner is drawn towards its best way.</summary>
    public BinarisationLoss Binarisation { get; init; } = new();
}

/// <summary>Trains the acoustic model in its reference form, where it aligns text and recording by itself.</summary>
/// <remarks>Its step is part of its weights: a loaded module goes on where it stopped, and does not warm up again.</remarks>
public sealed class AcousticModule : TrainingModule<ReferenceBatch>
{
    private readonly AcousticModel _model;
    private readonly SteppedNetwork _network;
    private readonly FastSpeech2Loss _loss;
    private readonly IReadOnlyList<ReferenceInput> _validation;

    /// <summary>Training of a model with the weights that it has.</summary>
    /// <param name="model">Owned from here on; in the reference form, with the parts for training.</param>
    /// <param name="options">How.</param>
    /// <param name="validation">What <see cref="Validate"/> measures on; owned by the caller.</param>
    public AcousticModule(AcousticModel model, AcousticModuleOptions options, IReadOnlyList<ReferenceInput>? validation = null)
    {
        (_model, _validation) = (model, validation ?? []);
        _network = new SteppedNetwork("acoustic", ("acoustic_model", model));
        _loss = new FastSpeech2Loss(model.Config.Compat, options.Binarisation);
        var optimizer = optim.AdamW(model.parameters(), options.LearningRate, beta1: 0.9, beta2: 0.98, eps: 1e-9, weight_decay: options.WeightDecay);
        Optimizers = [new("acoustic", optimizer, LearningRateSchedule.PerEpoch(epoch => options.LearningRate * Math.Pow(options.LearningRateDecay, epoch)))];
    }

    /// <summary>A module from a checkpoint, its step with it.</summary>
    /// <param name="path">A checkpoint folder of this project's trainer, or a PyTorch file with the model's prosody encoders and aligner.</param>
    /// <param name="options">How it is to be trained on.</param>
    /// <exception cref="VoiceSmithException">It cannot be read (VS2010), holds no such model (VS2011), or does not fit (VS2002).</exception>
    public static AcousticModule LoadFromCheckpoint(string path, AcousticModuleOptions? options = null)
    {
        options ??= new();
        if (TrainingCheckpoint.IsOne(path))
        {
            var resumed = new AcousticModule(new AcousticModel(TrainingCheckpoint.Config<AcousticConfig>(path)), options);
            TrainingCheckpoint.LoadInto(resumed._network, path);
            return resumed;
        }
        using var file = TorchFile.Open(path);
        var contents = TorchContents.Of(file);
        var network = contents.Networks.FirstOrDefault(network => network.Kind == TorchNetworkKind.Acoustic)
            ?? throw new TorchImportException(path, "it holds no acoustic model", "Name a checkpoint of DelightfulTTS.");
        var module = new AcousticModule(TorchWeights.Acoustic(file, network, forTraining: true), options);
        module._network.Step = contents.Step;
        return module;
    }

    /// <summary>The model.</summary>
    public AcousticModel Model => _model;

    /// <summary>Optimizer steps that its weights have behind them.</summary>
    public long Step => _network.Step;

    /// <inheritdoc/>
    public override string Kind => "acoustic-reference";

    /// <inheritdoc/>
    public override nn.Module Network => _network;

    /// <inheritdoc/>
    public override object Config => _model.Config;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override void Train(ReferenceBatch batch, TrainingStep step)
    {
        var terms = Losses(batch.Input);
        foreach (var (name, value) in Named(terms))
            step.Note(name, value);
        step.Optimize(0, terms.Total.sum());
        _network.Step++;
    }

    /// <inheritdoc/>
    public override void Validate(ValidationPass pass)
    {
        using var quiet = no_grad();
        _network.eval();
        foreach (var input in pass.Limit(_validation))
        {
            using var scope = NewDisposeScope();
            var terms = Losses(input);
            foreach (var (name, value) in Named(terms).Prepend(("total", terms.Total)))
                pass.Note(name, value);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var optimizer in Optimizers)
            optimizer.Optimizer.Dispose();
        _network.Dispose();
    }

    private FastSpeech2Terms Losses(ReferenceInput input) => _loss.Compute(FastSpeech2Batch.Of(input, _model.ForwardReference(input)), _network.Step);

    private static IEnumerable<(string Name, Tensor Value)> Named(FastSpeech2Terms terms) =>
    [
        ("mel", terms.Mel), ("ssim", terms.Ssim), ("duration", terms.Duration), ("utterance", terms.UtteranceProsody), ("phoneme", terms.PhonemeProsody),
        ("pitch", terms.Pitch), ("alignment", terms.Alignment), ("binarisation", terms.Binarisation), ("energy", terms.Energy),
    ];
}
