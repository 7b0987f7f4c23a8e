using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Adversarial;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Joint;

/// <summary>Sizes of both networks, as stored in a checkpoint: member names are file format.</summary>
/// <param name="Acoustic">The acoustic model's.</param>
/// <param name="Vocoder">The vocoder's.</param>
public sealed record JointConfig(AcousticConfig Acoustic, SourceFilterConfig Vocoder);

/// <summary>Schedule and weights of joint training.</summary>
public sealed record JointTrainingOptions
{
    /// <summary>Peak learning rate of both networks.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Learning rate at the last step.</summary>
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps over which the learning rate rises.</summary>
    public int WarmUpSteps { get; init; } = 100;

    /// <summary>Steps in all.</summary>
    public long MaxSteps { get; init; } = 20_000;

    /// <summary>Frames of each recording that become sound.</summary>
    public int SegmentFrames { get; init; } = 48;

    /// <summary>Share of segments with the recording's own mel, so that the vocoder stays true to it.</summary>
    public double RecordedMelShare { get; init; } = 0.25;

    /// <summary>Weight of the acoustic model's own loss.</summary>
    public double AcousticWeight { get; init; } = 2;

    /// <summary>Weight of the vocoder's energy distance.</summary>
    public double SoundWeight { get; init; } = 6;

    /// <summary>The discriminators of the sound.</summary>
    public AdversarialOptions Adversarial { get; init; } = new() { ScoreWeight = 1.5, FeatureWeight = 0.3 };

    /// <summary>Version of the voice that training starts from.</summary>
    public string Parent { get; init; } = "";
}

/// <summary>
/// Trains an acoustic model and a vocoder as one graph, from phonemes to sound, against discriminators of the sound: the mel
/// between them learns the detail that its own loss does not ask for, and the vocoder the mels that it is given in synthesis.
/// </summary>
/// <remarks>The acoustic model is teacher forced with its aligner's durations, which are not trained here.</remarks>
public sealed class JointModule : TrainingModule<AcousticBatch>
{
    /// <summary>Kind of its checkpoints.</summary>
    internal const string CheckpointKind = "joint";

    /// <summary>Prefixes of the two networks' keys.</summary>
    internal const string AcousticPrefix = "acoustic_model.", VocoderPrefix = "vocoder.";

    private const int GeneratorPlace = 0, DiscriminatorPlace = 1;

    private readonly AcousticModule _acoustic;
    private readonly VocoderModule _vocoder;
    private readonly JointTrainingOptions _options;
    private readonly Pair _network;
    private readonly Adversary _adversary;

    /// <summary>Joint training of two networks with the weights that they have.</summary>
    /// <param name="acoustic">Owned from here on; has an aligner.</param>
    /// <param name="vocoder">Owned from here on.</param>
    /// <param name="data">Prepared recordings, described in the acoustic model's terms.</param>
    /// <param name="options">Schedule and weights.</param>
    public JointModule(AcousticModel acoustic, SourceFilterVocoder vocoder, Dataset data, JointTrainingOptions options)
    {
        _options = options;
        _acoustic = new(acoustic, data, new() { AlignerSteps = 0 }, mel => ValidationVocoder.Decode(vocoder, mel));
        _vocoder = new(vocoder, data, new());
        _network = new(acoustic, vocoder);
        _adversary = new(new SoundDiscriminator(), options.Adversarial);
        Config = new JointConfig(acoustic.Config, vocoder.Config);
        var aligner = acoustic.Aligner!.parameters().Select(parameter => parameter.Handle).ToHashSet();
        var trained = acoustic.parameters().Where(parameter => !aligner.Contains(parameter.Handle)).Concat(vocoder.parameters());
        var rate = LearningRates.WarmUpCosine(options.LearningRate, options.FinalLearningRate, options.WarmUpSteps, options.MaxSteps);
        Optimizers =
        [
            new("joint", optim.AdamW(trained, options.LearningRate, beta1: 0.8, beta2: 0.99, weight_decay: 0.01), LearningRateSchedule.PerStep(rate)),
            _adversary.Optimizer,
        ];
    }

    /// <inheritdoc/>
    public override string Kind => CheckpointKind;

    /// <inheritdoc/>
    public override nn.Module Network => _network;

    /// <inheritdoc/>
    public override object Config { get; }

    /// <inheritdoc/>
    public override DatasetManifest? Data => _acoustic.Data;

    /// <inheritdoc/>
    public override string Parent => _options.Parent;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override void Train(AcousticBatch batch, TrainingStep step)
    {
        var random = new Random(unchecked((int)(step.Number * 7_919 + 17)));
        var (speech, mel) = _acoustic.Losses(batch, step);
        using var segments = Segments(batch, mel, random);
        var (sound, draw, recording) = _vocoder.Loss(segments, predictedF0: random.NextDouble() < 0.4, random, new PrefixedLossRecord(step, "vocoder/"));
        var loss = _options.AcousticWeight * speech + _options.SoundWeight * sound;
        _adversary.Optimize(step, [GeneratorPlace], DiscriminatorPlace, loss, draw, recording);
    }

    /// <inheritdoc/>
    public override void Validate(ValidationPass pass) => _acoustic.Validate(pass);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var optimizer in Optimizers)
            optimizer.Optimizer.Dispose();
        _adversary.Dispose();
        _acoustic.Dispose();
        _vocoder.Dispose();
    }

    /// <summary>A random segment of every recording, most with the predicted mel, with the recording's sound and F0.</summary>
    /// <param name="batch">Whole recordings.</param>
    /// <param name="mel">Predicted from them without noise, [batch, band, frame].</param>
    /// <param name="random">Decides places and mels.</param>
    private VocoderBatch Segments(AcousticBatch batch, Tensor mel, Random random)
    {
        var frames = Math.Min(_options.SegmentFrames, batch.Utterances.Min(item => item.Frames));
        var segments = batch.Utterances.Select((item, i) =>
        {
            var first = random.Next(item.Frames - frames + 1);
            var source = random.NextDouble() < _options.RecordedMelShare ? batch.Mel : mel;
            return (First: item.FirstFrame + first, Mel: source[i].narrow(1, first, frames));
        }).ToArray();
        return VocoderBatch.Of(batch.Data, [.. segments.Select(segment => segment.First)], stack([.. segments.Select(segment => segment.Mel)]));
    }

    /// <summary>Both networks as one.</summary>
    private sealed class Pair : nn.Module
    {
        public Pair(AcousticModel acoustic, SourceFilterVocoder vocoder) : base("joint")
        {
            register_module(AcousticPrefix.TrimEnd('.'), acoustic);
            register_module(VocoderPrefix.TrimEnd('.'), vocoder);
        }
    }
}
