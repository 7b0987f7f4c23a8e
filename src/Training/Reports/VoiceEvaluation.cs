using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reports;

/// <summary>How near a voice's speech comes to a recording of the same sentence.</summary>
/// <param name="Id">The recording.</param>
/// <param name="MelDistance">Mean distance of log-mel values, each frame with the one it fits best in order.</param>
/// <param name="F0Cents">Root mean square difference of F0 where both are voiced, in cents.</param>
/// <param name="VoicingErrors">Share of frames of which only one is voiced.</param>
/// <param name="DurationRatio">Length spoken by length recorded.</param>
/// <param name="F0Hz">Median F0 spoken.</param>
/// <param name="RecordedF0Hz">Median F0 recorded.</param>
/// <param name="AlignerScore">ln likelihood per phoneme that an aligner gives the speech; null without one. Higher is better.</param>
public sealed record SentenceScore(string Id, double MelDistance, double F0Cents, double VoicingErrors, double DurationRatio, double F0Hz, double RecordedF0Hz, double? AlignerScore)
{
    /// <summary>All by name, for tables and manifests.</summary>
    public IReadOnlyDictionary<string, double> Values
    {
        get
        {
            var values = new Dictionary<string, double>
            {
                ["mel distance"] = MelDistance, ["F0 cents"] = F0Cents, ["voicing errors"] = VoicingErrors, ["duration ratio"] = DurationRatio,
                ["F0 Hz"] = F0Hz, ["recorded F0 Hz"] = RecordedF0Hz,
            };
            if (AlignerScore is { } score)
                values["aligner score"] = score;
            return values;
        }
    }
}

/// <summary>Lets a voice speak sentences that were recorded, and compares.</summary>
/// <param name="voice">What speaks; owned by the caller.</param>
/// <param name="data">Recordings, prepared with the voice's mel and symbols; owned by the caller.</param>
/// <param name="aligner">Judges whether the sound fits the phonemes; null for no such score; owned by the caller.</param>
public sealed class VoiceEvaluation(Voice voice, Dataset data, Aligner? aligner = null)
{
    private readonly AlignerJudge? _judge = aligner is null ? null : new(aligner, voice.Manifest.Mel);
    private readonly PitchTracker _tracker = new(new PitchConfig(voice.Manifest.SampleRate, HopLength: voice.Manifest.HopLength));

    /// <summary>Speaks one sentence and scores it.</summary>
    /// <param name="item">The sentence and its recording.</param>
    /// <param name="speaker">Row of the voice's table.</param>
    /// <returns>The score, and the sound.</returns>
    public (SentenceScore Score, AudioClip Sound) Score(Utterance item, int speaker)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var sound = Speak(item, speaker);
        using var extractor = new MelSpectrogram(voice.Manifest.Mel);
        var spoken = extractor.call(tensor(sound).unsqueeze(0)).squeeze(0);                     // [band, frame]
        var recorded = tensor(data.Mel(item.FirstFrame, item.Frames).ToArray()).view(item.Frames, -1).transpose(0, 1);
        var path = TimeWarp.Path(cdist(recorded.t().contiguous(), spoken.t().contiguous(), 1) / recorded.shape[0]);
        var f0 = _tracker.Track(sound);
        var contour = data.Contour(item.FirstFrame, item.Frames).ToArray();
        double Recorded(int frame) => contour[frame * Dataset.ContourValues + 1] > 0 ? Math.Exp(contour[frame * Dataset.ContourValues]) : 0;
        var pairs = path.Pairs.Select(pair => (Recorded: Recorded(pair.First), Spoken: (double)f0[Math.Min(pair.Second, f0.Length - 1)])).ToArray();
        var voiced = pairs.Where(pair => pair is { Recorded: > 0, Spoken: > 0 }).ToArray();
        var score = new SentenceScore(item.Id, path.Cost,
            voiced.Length == 0 ? double.NaN : Math.Sqrt(voiced.Average(pair => Math.Pow(1200 * Math.Log2(pair.Spoken / pair.Recorded), 2))),
            pairs.Count(pair => pair.Recorded > 0 != pair.Spoken > 0) / (double)pairs.Length, spoken.shape[1] / (double)item.Frames,
            Median(f0.Where(hz => hz > 0).Select(hz => (double)hz)), Median(Enumerable.Range(0, item.Frames).Select(Recorded).Where(hz => hz > 0)),
            _judge?.Likelihood(item.Phonemes, spoken));
        return (score, new AudioClip(sound, voice.Manifest.SampleRate));
    }

    private float[] Speak(Utterance item, int speaker)
    {
        using var plan = voice.Acoustic.Plan(item.Phonemes, voice.Controls(speaker: speaker));
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        using var state = voice.Vocoder.NewState(seed: 0);
        return voice.Vocoder.Decode(mel, state, last: true);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
