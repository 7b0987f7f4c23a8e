using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Adversarial;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Ranges;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Joint;

/// <summary>
/// Training of an acoustic model and a vocoder as one graph, from phonemes to sound, against discriminators of the
/// sound: the mel between them gains detail that its own loss does not ask for, and the vocoder is trained on the mels
/// of synthesis.
/// </summary>
/// <remarks>The acoustic model is teacher forced with its aligner's durations; the aligner is not trained.</remarks>
public sealed class JointModule : TrainingModule<AcousticBatch>
{
    private const int Generator = 0,
        Discriminator = 1; // indices of the optimizers
    private const double PredictedF0Share = 0.4; // of steps

    private readonly AcousticModule _acoustic;
    private readonly VocoderModule _vocoder;
    private readonly JointTrainingOptions _options;
    private readonly int _hopLength;
    private readonly Pair _network;
    private readonly Adversary _adversary;

    /// <summary>Joint training of two networks from their present weights.</summary>
    /// <param name="acoustic">Owned from here on; has an aligner.</param>
    /// <param name="vocoder">Owned from here on.</param>
    /// <param name="data">Prepared recordings, described in the acoustic model's terms.</param>
    /// <param name="options">Schedule and weights.</param>
    public JointModule(
        AcousticModel acoustic,
        SourceFilterVocoder vocoder,
        PreparedCorpus data,
        JointTrainingOptions options
    )
    {
        OptionRanges.Require(options);
        (_options, _hopLength) = (options, vocoder.HopLength);
        _acoustic = new(acoustic, data, new() { AlignerSteps = 0 }, vocoder.DecodeWhole);
        _vocoder = new(vocoder, data, new());
        _network = new(acoustic, vocoder);
        _adversary = new(new SoundDiscriminator(options.Adversarial.Channels), options.Adversarial);
        Config = new JointConfig(acoustic.Config, vocoder.Config);
        var aligner = acoustic.Aligner!.parameters().Select(parameter => parameter.Handle).ToHashSet();
        var trained = acoustic
            .parameters()
            .Where(parameter => !aligner.Contains(parameter.Handle))
            .Concat(vocoder.parameters());
        var adamW = new FlatAdamW(trained, beta1: 0.8, beta2: 0.99);
        var rate = LearningRates.WarmUpCosine(
            options.LearningRate,
            options.FinalLearningRate,
            options.WarmUpSteps,
            options.MaxSteps
        );
        Optimizers = [new("joint", adamW, LearningRateSchedule.PerStep(rate)), _adversary.Optimizer];
    }

    /// <inheritdoc/>
    public override string Kind => CheckpointKind.Joint;

    /// <inheritdoc/>
    public override nn.Module Network => _network;

    /// <inheritdoc/>
    public override object Config { get; }

    /// <inheritdoc/>
    public override PreparedCorpusManifest? Data => _acoustic.Data;

    /// <inheritdoc/>
    public override string Parent => _options.Parent;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override void Train(AcousticBatch batch, TrainingStep step)
    {
        var random = new Random(unchecked((int)(step.Number * 7_919 + 17)));
        var (acoustic, mel) = _acoustic.Losses(batch, step);
        using var segments = Segments(batch, mel, random);
        var predictedF0 = random.NextDouble() < PredictedF0Share;
        var (sound, draw, recording) = _vocoder.Loss(
            segments,
            predictedF0,
            random,
            new PrefixedLossRecord(step, "vocoder/")
        );
        var loss = _options.AcousticWeight * acoustic + _options.SoundWeight * sound;
        _adversary.Optimize(step, [Generator], Discriminator, loss, draw, recording);
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

    /// <summary>A random segment of every recording: its sound and F0, and for most the predicted mel.</summary>
    /// <param name="batch">Whole recordings with sound.</param>
    /// <param name="mel">Predicted from them without noise, [batch, band, frame].</param>
    /// <param name="random">Source of positions and of the choice of mels.</param>
    private VocoderBatch Segments(AcousticBatch batch, Tensor mel, Random random)
    {
        var sound = batch.Sound ?? throw new ArgumentException("The batch has no sound.", nameof(batch));
        var frames = Math.Min(_options.SegmentFrames, batch.Utterances.Min(item => item.Frames));
        var segments = batch
            .Utterances.Select(
                (item, row) =>
                {
                    var first = random.Next(item.Frames - frames + 1);
                    var mels = random.NextDouble() < _options.RecordedMelShare ? batch.Mel : mel;
                    return (
                        Sound: sound[row].narrow(0, first * _hopLength, frames * _hopLength),
                        Mel: mels[row].narrow(1, first, frames),
                        Contour: batch.Contour[row].narrow(0, first, frames)
                    );
                }
            )
            .ToArray();
        var contour = stack([.. segments.Select(segment => segment.Contour)]); // [batch, frame, value]
        return new(
            stack([.. segments.Select(segment => segment.Sound)]),
            stack([.. segments.Select(segment => segment.Mel)]),
            contour.select(2, ContourLayout.LogF0).contiguous(),
            contour.select(2, ContourLayout.Voicing).contiguous()
        );
    }

    /// <summary>Both networks as one.</summary>
    private sealed class Pair : nn.Module
    {
        public Pair(AcousticModel acoustic, SourceFilterVocoder vocoder)
            : base("joint")
        {
            register_module(CheckpointKind.JointAcousticPrefix.TrimEnd('.'), acoustic);
            register_module(CheckpointKind.JointVocoderPrefix.TrimEnd('.'), vocoder);
        }
    }
}
