using TorchSharp;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>How UnivNet is trained; the defaults are the reference's but for the resolutions.</summary>
public sealed record VocoderModuleOptions
{
    /// <summary>Learning rate of generator and discriminators at the first step.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Factor on it at every epoch. (The reference applies it at every step, which stops training after some hundreds.)</summary>
    public double LearningRateDecay { get; init; } = 0.995;

    /// <summary>Steps that learn magnitudes alone, before the discriminators come in and the samples themselves are compared: cheap, and a start that is speech already. (The reference has none.)</summary>
    public long SpectralSteps { get; init; }

    /// <summary>What the multi-resolution discriminator sees. Weights do not depend on it. <see cref="SpectralResolution.UnivNet"/> is the reference's.</summary>
    public IReadOnlyList<SpectralResolution> Resolutions { get; init; } = SpectralResolution.UnivNetRoundHops;
}

/// <summary>Trains UnivNet: the generator against discriminators that see its sound, then the discriminators on the same sound.</summary>
/// <remarks>
/// The discriminators hear the generator's sound once: what they make of it serves both. In the reference the generator's score is of the detached sound, so that it learns
/// nothing from its discriminators; here it does.
/// </remarks>
public sealed class VocoderModule : TrainingModule<VocoderBatch>
{
    /// <summary>What its checkpoints are called.</summary>
    internal const string CheckpointKind = "univnet";

    /// <summary>What the keys of the generator's weights begin with.</summary>
    internal const string GeneratorPrefix = "univnet.";

    private const int GeneratorPlace = 0, DiscriminatorPlace = 1, ListenedUtterances = 3;

    private readonly UnivNetGenerator _generator;
    private readonly UnivNetDiscriminator _discriminator;
    private readonly SteppedNetwork _network;
    private readonly VocoderModuleOptions _options;
    private readonly Dataset? _data;

    /// <summary>Training of a generator with the weights that it has.</summary>
    /// <param name="options">How.</param>
    /// <param name="generator">Owned from here on; a fresh one of the reference's sizes where it is null.</param>
    /// <param name="data">Validation recordings come from it; null where there is no validation.</param>
    /// <param name="checkpointPathV1">A file of the first generation, whose weights are taken over: generator, and discriminators where it has them.</param>
    /// <exception cref="VoiceSmithException">The file cannot be read (VS2010), holds no UnivNet (VS2011), or does not fit (VS2002).</exception>
    public VocoderModule(VocoderModuleOptions? options = null, UnivNetGenerator? generator = null, Dataset? data = null, string? checkpointPathV1 = null)
    {
        (_options, _data) = (options ??= new(), data);
        using var file = checkpointPathV1 is null ? null : TorchFile.Open(checkpointPathV1);
        var contents = file is null ? null : TorchContents.Of(file);
        _generator = file is null ? generator ?? new UnivNetGenerator(new()) : LoadGenerator(file, contents!);
        _discriminator = new UnivNetDiscriminator(options.Resolutions);
        if (file is not null)
            FreshParts = LoadDiscriminators(file, contents!);
        _network = new SteppedNetwork("vocoder", (GeneratorPrefix.TrimEnd('.'), _generator), ("discriminator", _discriminator));
        _network.Step = contents?.Step ?? 0;
        var rate = LearningRateSchedule.PerEpoch(epoch => options.LearningRate * Math.Pow(options.LearningRateDecay, epoch));
        Optimizers =
        [
            new("generator", optim.AdamW(_generator.parameters(), options.LearningRate, beta1: 0.5, beta2: 0.9), rate),
            new("discriminator", optim.AdamW(_discriminator.parameters(), options.LearningRate, beta1: 0.5, beta2: 0.9), rate),
        ];
    }

    /// <summary>A module from a checkpoint, its step with it.</summary>
    /// <param name="path">A checkpoint folder of this project's trainer, or a PyTorch file of either generation.</param>
    /// <param name="options">How it is to be trained on.</param>
    public static VocoderModule LoadFromCheckpoint(string path, VocoderModuleOptions? options = null)
    {
        if (!TrainingCheckpoint.IsOne(path))
            return new(options, checkpointPathV1: path);
        var module = new VocoderModule(options, new UnivNetGenerator(TrainingCheckpoint.Config<UnivNetConfig>(path)));
        TrainingCheckpoint.LoadInto(module._network, path);
        return module;
    }

    /// <summary>The generator.</summary>
    public UnivNetGenerator Generator => _generator;

    /// <summary>Discriminators that a loaded file did not have, and that start anew.</summary>
    public IReadOnlyList<string> FreshParts { get; } = [];

    /// <summary>Steps that its weights have behind them.</summary>
    public long Step => _network.Step;

    /// <inheritdoc/>
    public override string Kind => CheckpointKind;

    /// <inheritdoc/>
    public override nn.Module Network => _network;

    /// <inheritdoc/>
    public override object Config => _generator.Config;

    /// <inheritdoc/>
    public override DatasetManifest? Data => _data?.Manifest;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override void Train(VocoderBatch batch, TrainingStep step)
    {
        var recording = batch.Sound.unsqueeze(1);                                               // [batch, 1, time]
        var sound = Render(batch);
        if (_network.Step++ < _options.SpectralSteps)
        {
            step.Optimize(GeneratorPlace, Spectral(sound, recording, step));
            return;
        }
        var heard = _discriminator.call(sound);
        var terms = UnivNetLoss.Generator(sound, recording, heard);
        step.Note("score", terms.Score);
        step.Note("spectral", terms.Spectral);
        step.Note("esr", terms.ErrorToSignal);
        step.Note("snr", terms.NoiseToSignal);
        step.Optimize(GeneratorPlace, terms.Total, graphStays: true);
        step.Optimize(DiscriminatorPlace, UnivNetLoss.Discriminator(heard, _discriminator.call(recording)));
    }

    /// <inheritdoc/>
    /// <remarks>The distance of magnitudes says little of sound once there are discriminators: it does not rank checkpoints, which are kept by age.</remarks>
    public override void Validate(ValidationPass pass)
    {
        if (_data is null)
            return;
        using var quiet = no_grad();
        _network.eval();
        var utterances = pass.Limit(_data.Manifest.ValidationUtterances);
        foreach (var utterance in utterances)
        {
            using var scope = NewDisposeScope();
            using var batch = VocoderBatch.Whole(_data, utterance);
            random.manual_seed(utterance.FirstFrame);
            Spectral(Render(batch), batch.Sound.unsqueeze(1), pass);
        }
        foreach (var utterance in utterances.Take(ListenedUtterances))
            pass.Listen(_generator, _data, utterance);
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

    /// <returns>[batch, 1, time × hop]</returns>
    private Tensor Render(VocoderBatch batch) => _generator.call(batch.Mel, randn(batch.Mel.shape[0], _generator.Config.NoiseChannels, batch.Mel.shape[2]));

    private static Tensor Spectral(Tensor sound, Tensor recording, LossRecord record)
    {
        var loss = UnivNetLoss.Spectral(sound, recording);
        record.Note("spectral", loss);
        return loss;
    }

    private static UnivNetGenerator LoadGenerator(TorchFile file, TorchContents contents) =>
        TorchWeights.UnivNet(file, contents.Networks.FirstOrDefault(network => network is { Kind: TorchNetworkKind.UnivNet, IsAverage: false })
            ?? throw new TorchImportException(file.Path, "it holds no UnivNet generator", "Name a checkpoint of UnivNet."), WeightLayout.Parametrized);

    private List<string> LoadDiscriminators(TorchFile file, TorchContents contents)
    {
        var fresh = new List<string>();
        var found = contents.Networks.FirstOrDefault(network => network is { Kind: TorchNetworkKind.Discriminator, IsAverage: false });
        foreach (var (name, part) in _discriminator.named_children())
            if (found is not null && found.Tensors.Keys.Any(key => key.StartsWith(name + ".", StringComparison.Ordinal)))
                TorchWeights.Into(part, file, found, name + ".", WeightLayout.Parametrized);
            else
                fresh.Add(name);
        return fresh;
    }
}
