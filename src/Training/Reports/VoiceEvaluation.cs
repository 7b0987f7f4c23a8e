using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reports;

/// <summary>Distance of a voice's speech from a recording of the same sentence.</summary>
/// <param name="Id">The recording.</param>
/// <param name="MelDistance">Mean absolute difference of log-mel values along the path of dynamic time warping.</param>
/// <param name="F0Cents">Root mean square difference of F0 where both are voiced, in cents.</param>
/// <param name="VoicingErrors">Share of frames of which only one is voiced.</param>
/// <param name="DurationRatio">Spoken over recorded duration.</param>
/// <param name="F0Hz">Median F0 of the speech.</param>
/// <param name="RecordedF0Hz">Median F0 of the recording.</param>
/// <param name="AlignerScore">ln likelihood per phoneme by an aligner, higher is better; null without one.</param>
public sealed record SentenceScore(
    string Id,
    double MelDistance,
    double F0Cents,
    double VoicingErrors,
    double DurationRatio,
    double F0Hz,
    double RecordedF0Hz,
    double? AlignerScore
)
{
    /// <summary>All values by name, for tables and manifests.</summary>
    public IReadOnlyDictionary<string, double> Values
    {
        get
        {
            var values = new Dictionary<string, double>
            {
                ["mel distance"] = MelDistance,
                ["F0 cents"] = F0Cents,
                ["voicing errors"] = VoicingErrors,
                ["duration ratio"] = DurationRatio,
                ["F0 Hz"] = F0Hz,
                ["recorded F0 Hz"] = RecordedF0Hz,
            };
            if (AlignerScore is { } score)
                values["aligner score"] = score;
            return values;
        }
    }
}

/// <summary>Comparison of a voice with recordings of the same sentences.</summary>
/// <param name="voice">The voice; owned by the caller.</param>
/// <param name="data">Recordings, prepared with the voice's mel and symbols; owned by the caller.</param>
/// <param name="aligner">Scores the fit of sound and phonemes; null for no such score; owned by the caller.</param>
public sealed class VoiceEvaluation(Voice voice, PreparedCorpus data, Aligner? aligner = null)
{
    private readonly AlignerJudge? _judge = aligner is null ? null : new(aligner, voice.Manifest.Mel);
    private readonly PitchTracker _tracker = new(
        new PitchConfig(voice.Manifest.SampleRate, HopLength: voice.Manifest.HopLength)
    );

    /// <summary>Speaks and scores one sentence.</summary>
    /// <param name="item">The sentence and its recording.</param>
    /// <param name="speaker">Row of the voice's speaker table.</param>
    /// <returns>The score, and the sound.</returns>
    public (SentenceScore Score, AudioClip Sound) Score(Utterance item, int speaker)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var sound = Speak(item, speaker);
        using var extractor = new MelSpectrogram(voice.Manifest.Mel);
        var spoken = extractor.call(tensor(sound).unsqueeze(0)).squeeze(0); // [band, frame]
        var recorded = data.MelOf(item); // [band, frame]
        var costs = cdist(recorded.t().contiguous(), spoken.t().contiguous(), 1) / recorded.shape[0];
        var (path, cost) = TimeWarp.Path(costs);
        var (f0, recordedF0) = (_tracker.Track(sound), F0Of(item));
        var pairs = path.Select(pair =>
                (Recorded: recordedF0[pair.First], Spoken: (double)f0[Math.Min(pair.Second, f0.Length - 1)])
            )
            .ToArray();
        double[] cents =
        [
            .. pairs
                .Where(pair => pair is { Recorded: > 0, Spoken: > 0 })
                .Select(pair => 1200 * Math.Log2(pair.Spoken / pair.Recorded)),
        ];
        var score = new SentenceScore(
            item.Id,
            cost,
            F0Cents: cents.Length == 0 ? double.NaN : Math.Sqrt(cents.Average(difference => Math.Pow(difference, 2))),
            VoicingErrors: pairs.Count(pair => pair.Recorded > 0 != pair.Spoken > 0) / (double)pairs.Length,
            DurationRatio: spoken.shape[1] / (double)item.Frames,
            F0Hz: Median(f0.Where(hz => hz > 0).Select(hz => (double)hz)),
            RecordedF0Hz: Median(recordedF0.Where(hz => hz > 0)),
            AlignerScore: _judge?.Likelihood(item.Phonemes, spoken)
        );
        return (score, new AudioClip(sound, voice.Manifest.SampleRate));
    }

    /// <summary>F0 of a recording in Hz by frame; 0 where unvoiced.</summary>
    private double[] F0Of(Utterance item)
    {
        var contour = data.Contour(item.FirstFrame, item.Frames);
        var f0 = new double[item.Frames];
        for (var t = 0; t < f0.Length; t++)
        {
            var values = contour.Slice(t * ContourLayout.Values, ContourLayout.Values);
            f0[t] = values[ContourLayout.Voicing] > 0 ? Math.Exp(values[ContourLayout.LogF0]) : 0;
        }
        return f0;
    }

    private float[] Speak(Utterance item, int speaker)
    {
        using var plan = voice.Acoustic.Plan(item.Phonemes, voice.Controls(speaker: speaker));
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        return voice.Vocoder.DecodeWhole(mel);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
