using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Ranges;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>Settings for training UnivNet; the defaults are the reference's but for the resolutions.</summary>
public sealed record UnivNetOptions
{
    /// <summary>Learning rate of generator and discriminators at the first step.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>
    /// Factor on it per epoch. (The reference applies it per step, which stops training after some hundreds.)
    /// </summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRateDecay { get; init; } = 0.995;

    /// <summary>
    /// Steps that train by the spectral loss alone, before the discriminators and the sample losses: cheap, and enough
    /// for intelligible speech. (The reference has none.)
    /// </summary>
    [Range(0, 1e15)]
    public long SpectralSteps { get; init; }

    /// <summary>
    /// Resolutions of the multi-resolution discriminator; its weights do not depend on them. The reference's are
    /// <see cref="SpectralResolution.UnivNet"/>.
    /// </summary>
    public IReadOnlyList<SpectralResolution> Resolutions { get; init; } = SpectralResolution.UnivNetRoundHops;

    /// <summary>Sizes of the period discriminators; the reference's by default.</summary>
    public PeriodDiscriminatorConfig Periods { get; init; } = PeriodDiscriminatorConfig.UnivNet;
}

/// <summary>
/// Training of UnivNet: the generator against discriminators of its sound, then the discriminators on the same sound.
/// </summary>
/// <remarks>
/// The generator's sound is discriminated once, for both losses. In the reference the generator's score is computed on
/// detached sound, so that the generator learns nothing from it; here it does.
/// </remarks>
public sealed class UnivNetModule : TrainingModule<VocoderBatch>
{
    private const int GeneratorIndex = 0,
        DiscriminatorIndex = 1; // of the optimizers
    private const int ValidationSounds = 3;

    private readonly UnivNetGenerator _generator;
    private readonly UnivNetDiscriminator _discriminator;
    private readonly SteppedNetwork _network;
    private readonly UnivNetOptions _options;
    private readonly PreparedCorpus? _data;

    /// <summary>Training of a generator from its present weights.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="generator">Owned from here on; null for a fresh one of the reference's sizes.</param>
    /// <param name="data">Prepared recordings, of which those for validation are used; null for no validation.</param>
    /// <param name="checkpointPathV1">
    /// A file of the first generation to load: the generator, and discriminators where it has them.
    /// </param>
    /// <exception cref="VoiceSmithException">
    /// VS2010: unreadable; VS2011: no UnivNet; VS2002: it does not fit.
    /// </exception>
    public UnivNetModule(
        UnivNetOptions? options = null,
        UnivNetGenerator? generator = null,
        PreparedCorpus? data = null,
        string? checkpointPathV1 = null
    )
    {
        OptionRanges.Require(options ??= new());
        (_options, _data) = (options, data);
        using var file = checkpointPathV1 is null ? null : TorchFile.Open(checkpointPathV1);
        var contents = file is null ? null : TorchContents.Of(file);
        _generator = file is null ? generator ?? new UnivNetGenerator(new()) : LoadGenerator(file, contents!);
        _discriminator = new UnivNetDiscriminator(options.Resolutions, options.Periods);
        if (file is not null)
            FreshParts = LoadDiscriminators(file, contents!);
        var generatorKey = CheckpointKind.UnivNetGeneratorPrefix.TrimEnd('.');
        _network = new SteppedNetwork("vocoder", (generatorKey, _generator), ("discriminator", _discriminator));
        _network.Step = contents?.Step ?? 0;
        var rate = LearningRateSchedule.PerEpoch(epoch =>
            options.LearningRate * Math.Pow(options.LearningRateDecay, epoch)
        );
        FlatAdamW AdamW(nn.Module network) => new(network.parameters(), beta1: 0.5, beta2: 0.9);
        Optimizers = [new("generator", AdamW(_generator), rate), new("discriminator", AdamW(_discriminator), rate)];
    }

    /// <summary>Loads a module with its step from a checkpoint.</summary>
    /// <param name="path">A checkpoint of this project's trainer, or a PyTorch file of either generation.</param>
    /// <param name="options">Settings for further training.</param>
    public static UnivNetModule LoadFromCheckpoint(string path, UnivNetOptions? options = null)
    {
        if (!CheckpointFolder.IsCheckpoint(path))
            return new(options, checkpointPathV1: path);
        var config = CheckpointFolder.ReadManifest(path).Config.Deserialize<UnivNetConfig>()!;
        var module = new UnivNetModule(options, new UnivNetGenerator(config));
        using var scope = NewDisposeScope();
        ModuleWeights.Load(module._network, CheckpointFolder.ReadWeights(path), path);
        return module;
    }

    /// <summary>The generator.</summary>
    public UnivNetGenerator Generator => _generator;

    /// <summary>Discriminators that a loaded file lacks, and that start with fresh weights.</summary>
    public IReadOnlyList<string> FreshParts { get; } = [];

    /// <summary>Optimizer steps of its weights.</summary>
    public long Step => _network.Step;

    /// <inheritdoc/>
    public override string Kind => CheckpointKind.UnivNet;

    /// <inheritdoc/>
    public override nn.Module Network => _network;

    /// <inheritdoc/>
    public override object Config => _generator.Config;

    /// <inheritdoc/>
    public override PreparedCorpusManifest? Data => _data?.Manifest;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override void Train(VocoderBatch batch, TrainingStep step)
    {
        var recording = batch.Sound.unsqueeze(1); // [batch, 1, time]
        var sound = Render(batch);
        if (_network.Step++ < _options.SpectralSteps)
        {
            step.Optimize(GeneratorIndex, Spectral(sound, recording, step));
            return;
        }
        var ofSound = _discriminator.call(sound);
        var terms = UnivNetLoss.Generator(sound, recording, ofSound);
        step.Note("score", terms.Score);
        step.Note("spectral", terms.Spectral);
        step.Note("esr", terms.ErrorToSignal);
        step.Note("snr", terms.NoiseToSignal);
        step.Optimize(GeneratorIndex, terms.Total, retainGraph: true);
        step.Optimize(DiscriminatorIndex, UnivNetLoss.Discriminator(ofSound, _discriminator.call(recording)));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The spectral loss says little about quality once there are discriminators. It does not rank checkpoints, which
    /// are kept by age.
    /// </remarks>
    public override void Validate(ValidationPass pass)
    {
        if (_data is null)
            return;
        using var _ = no_grad();
        _network.eval();
        var utterances = pass.Limit(_data.Manifest.ValidationUtterances);
        foreach (var utterance in utterances)
        {
            using var scope = NewDisposeScope();
            using var batch = VocoderBatch.Whole(_data, utterance);
            random.manual_seed(utterance.FirstFrame);
            Spectral(Render(batch), batch.Sound.unsqueeze(1), pass);
        }
        foreach (var utterance in utterances.Take(ValidationSounds))
            pass.SaveCopySynthesis(_generator, _data, utterance);
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

    /// <returns>[batch, 1, time × hop length]</returns>
    private Tensor Render(VocoderBatch batch)
    {
        var noise = randn(batch.Mel.shape[0], _generator.Config.NoiseChannels, batch.Mel.shape[2]);
        return _generator.call(batch.Mel, noise);
    }

    private static Tensor Spectral(Tensor sound, Tensor recording, LossRecord record)
    {
        var loss = UnivNetLoss.Spectral(sound, recording);
        record.Note("spectral", loss);
        return loss;
    }

    private static UnivNetGenerator LoadGenerator(TorchFile file, TorchContents contents)
    {
        var network =
            Find(contents, TorchNetworkKind.UnivNet)
            ?? throw new TorchImportException(
                file.Path,
                "it holds no UnivNet generator",
                "Name a checkpoint of UnivNet."
            );
        return TorchWeights.UnivNet(file, network, WeightLayout.Parametrized);
    }

    private List<string> LoadDiscriminators(TorchFile file, TorchContents contents)
    {
        var fresh = new List<string>();
        var found = Find(contents, TorchNetworkKind.Discriminator);
        bool Has(string name) =>
            found?.Tensors.Keys.Any(key => key.StartsWith(name + ".", StringComparison.Ordinal)) == true;
        foreach (var (name, part) in _discriminator.named_children())
            if (found is not null && Has(name))
                TorchWeights.Into(part, file, found, name + ".", WeightLayout.Parametrized);
            else
                fresh.Add(name);
        return fresh;
    }

    private static TorchNetwork? Find(TorchContents contents, TorchNetworkKind kind) =>
        contents.Networks.FirstOrDefault(network => network.Kind == kind && !network.IsAverage);
}
