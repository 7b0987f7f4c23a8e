using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>Settings for training the reference form of the acoustic model; the defaults are the reference's.</summary>
public sealed record ReferenceAcousticOptions
{
    /// <summary>Learning rate at the first step.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Factor on the learning rate per epoch: 1 for pre-training, 0.99999 for fine-tuning.</summary>
    public double LearningRateDecay { get; init; } = 1;

    /// <summary>Weight decay: 0.01 for pre-training, 0.001 for fine-tuning.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Schedule of the binarization loss.</summary>
    public BinarizationLoss Binarization { get; init; } = new();
}

/// <summary>Training of the acoustic model in its reference form, which aligns text and recording itself.</summary>
/// <remarks>
/// The step is part of its weights: a loaded module continues the schedules and does not warm up again.
/// </remarks>
public sealed class ReferenceAcousticModule : TrainingModule<ReferenceBatch>
{
    private readonly AcousticModel _model;
    private readonly SteppedNetwork _network;
    private readonly FastSpeech2Loss _loss;
    private readonly IReadOnlyList<ReferenceInput> _validation;

    /// <summary>Training of a model from its present weights.</summary>
    /// <param name="model">Owned from here on; in the reference form, with the parts for training.</param>
    /// <param name="options">Settings.</param>
    /// <param name="validation">Inputs of <see cref="Validate"/>; owned by the caller.</param>
    public ReferenceAcousticModule(
        AcousticModel model,
        ReferenceAcousticOptions options,
        IReadOnlyList<ReferenceInput>? validation = null
    )
    {
        (_model, _validation) = (model, validation ?? []);
        _network = new SteppedNetwork("acoustic", ("acoustic_model", model));
        _loss = new FastSpeech2Loss(model.Config.Compat, options.Binarization);
        var optimizer = new FlatAdamW(
            model.parameters(),
            beta2: 0.98,
            epsilon: 1e-9,
            weightDecay: options.WeightDecay
        );
        double Rate(long epoch) => options.LearningRate * Math.Pow(options.LearningRateDecay, epoch);
        Optimizers = [new("acoustic", optimizer, LearningRateSchedule.PerEpoch(Rate))];
    }

    /// <summary>Loads a module with its step from a checkpoint.</summary>
    /// <param name="path">
    /// A checkpoint of this project's trainer, or a PyTorch file with the model's prosody encoders and aligner.
    /// </param>
    /// <param name="options">Settings for further training.</param>
    /// <exception cref="VoiceSmithException">
    /// VS2010: unreadable; VS2011: no such model; VS2002: it does not fit.
    /// </exception>
    public static ReferenceAcousticModule LoadFromCheckpoint(string path, ReferenceAcousticOptions? options = null)
    {
        options ??= new();
        if (CheckpointFolder.IsCheckpoint(path))
        {
            var config = CheckpointFolder.ReadManifest(path).Config.Deserialize<AcousticConfig>()!;
            var resumed = new ReferenceAcousticModule(new AcousticModel(config), options);
            using var scope = NewDisposeScope();
            ModuleWeights.Load(resumed._network, CheckpointFolder.ReadWeights(path), path);
            return resumed;
        }
        using var file = TorchFile.Open(path);
        var contents = TorchContents.Of(file);
        var network =
            contents.Networks.FirstOrDefault(network => network.Kind == TorchNetworkKind.Acoustic)
            ?? throw new TorchImportException(
                path,
                "it holds no acoustic model",
                "Name a checkpoint of DelightfulTTS."
            );
        var module = new ReferenceAcousticModule(TorchWeights.Acoustic(file, network, forTraining: true), options);
        module._network.Step = contents.Step;
        return module;
    }

    /// <summary>The model.</summary>
    public AcousticModel Model => _model;

    /// <summary>Optimizer steps of its weights.</summary>
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
        using var _ = no_grad();
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

    private FastSpeech2Terms Losses(ReferenceInput input) =>
        _loss.Compute(FastSpeech2Batch.Of(input, _model.ForwardReference(input)), _network.Step);

    /// <summary>The terms under their names in logs and checkpoints.</summary>
    private static IEnumerable<(string Name, Tensor Value)> Named(FastSpeech2Terms terms) =>
        [
            ("mel", terms.Mel),
            ("ssim", terms.Ssim),
            ("duration", terms.Duration),
            ("utterance", terms.UtteranceProsody),
            ("phoneme", terms.PhonemeProsody),
            ("pitch", terms.Pitch),
            ("alignment", terms.Alignment),
            ("binarisation", terms.Binarization),
            ("energy", terms.Energy),
        ];
}
