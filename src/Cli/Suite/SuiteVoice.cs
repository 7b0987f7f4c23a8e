using System.Diagnostics;
using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Reports;

namespace VoiceSmith.Cli.Suite;

/// <summary>A sentence as one voice spoke it.</summary>
/// <param name="Clip">The sound.</param>
/// <param name="Scores">By name; NaN where there is none.</param>
/// <param name="Unclear">Words that the aligner does not find where they should be.</param>
internal sealed record SuiteTake(
    AudioClip Clip,
    IReadOnlyDictionary<string, double> Scores,
    IReadOnlyList<string> Unclear
);

/// <summary>A voice that speaks sentences and is scored.</summary>
internal sealed class SuiteVoice : IAsyncDisposable
{
    /// <summary>
    /// A word of two sounds and more that get less than this share of their time from the aligner is unclear.
    /// </summary>
    private const double LeastShare = 0.2;

    private readonly TextToSpeech _speech;
    private readonly SpeechRequest _request;
    private readonly StoredAcoustic? _judge;
    private readonly PhonemeInventory? _symbols;

    /// <param name="title">Display name on the page.</param>
    /// <param name="voice">Voice that speaks; owned from here on.</param>
    /// <param name="speaker">Row of the speaker.</param>
    /// <param name="judge">Model whose aligner scores the speech; null for none; owned by the caller.</param>
    public SuiteVoice(string title, Voice voice, int speaker, StoredAcoustic? judge)
    {
        (Title, Voice, _judge) = (title, voice, judge);
        _symbols = judge is null ? null : new(judge.Data.Symbols);
        _request = new()
        {
            Details = SpeechDetails.Phonemes,
            Controls = new() { Speaker = speaker },
        };
        _speech = new(voice);
    }

    /// <summary>Display name on the page.</summary>
    public string Title { get; }

    /// <summary>The voice.</summary>
    public Voice Voice { get; }

    /// <summary>Speaks a sentence and scores it.</summary>
    public async Task<SuiteTake> SpeakAsync(string text, CancellationToken cancellationToken)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var spoken = await _speech.SpeakToMemoryAsync(text, _request, cancellationToken);
        var (seconds, cpuSeconds) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var clip = spoken.ToClip();
        var duration = clip.Duration.TotalSeconds;
        var scores = new Dictionary<string, double>
        {
            ["real-time factor"] = seconds / duration,
            ["CPU s per s"] = cpuSeconds / duration,
            ["ms per character"] = 1000 * duration / text.Length,
        };
        foreach (var (name, value) in SoundMeasures.Of(clip))
            scores[name] = value;
        return new(clip, scores, Listen(spoken, clip, scores));
    }

    /// <summary>Writes a picture of a sound as the voice's own mel frames.</summary>
    public void Draw(string title, AudioClip clip, string path)
    {
        using var quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var extractor = new MelSpectrogram(Voice.Manifest.Mel);
        Training.Pictures.SaveMels(path, (extractor.call(torch.tensor(clip.Samples).unsqueeze(0)).squeeze(0), title));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _speech.DisposeAsync();

    private List<string> Listen(SpokenSound spoken, AudioClip clip, Dictionary<string, double> scores)
    {
        var known = spoken.Phonemes.Where(phoneme => _symbols?.TryGetId(phoneme.Symbol, out _) == true).ToArray();
        if (_judge is null || known.Length == 0)
            return [];
        using var scope = torch.NewDisposeScope();
        int[] ids = [.. known.Select(phoneme => _symbols!.TryGetId(phoneme.Symbol, out var id) ? id : 0)];
        var (likelihood, shares) = new AlignerJudge(_judge.Model.Aligner!, _judge.Data.Mel).Score(
            ids,
            [.. known.Select(phoneme => phoneme.FirstSample)],
            clip.Samples
        );
        var unclear = spoken
            .Words.Where(word =>
            {
                var own = shares
                    .Where(
                        (_, i) =>
                            known[i].FirstSample >= word.FirstSample
                            && known[i].FirstSample < word.FirstSample + word.Samples
                    )
                    .ToArray();
                return own.Length > 1 && own.Average() < LeastShare;
            })
            .Select(word => word.Text)
            .ToList();
        scores["aligner score"] = likelihood;
        scores["unclear words"] = unclear.Count;
        return unclear;
    }
}
