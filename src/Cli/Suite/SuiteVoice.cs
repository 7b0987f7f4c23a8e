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
/// <param name="Unclear">Words that an aligner does not hear where they should be.</param>
internal sealed record SuiteTake(AudioClip Clip, IReadOnlyDictionary<string, double> Scores, IReadOnlyList<string> Unclear);

/// <summary>A voice that speaks sentences and is scored.</summary>
internal sealed class SuiteVoice : IDisposable
{
    /// <summary>A word of two sounds and more that get less than this share of their time from the aligner is unclear.</summary>
    private const double LeastShare = 0.2;

    private readonly VoiceRegistry _registry = new();
    private readonly Voice _voice;
    private readonly SpeechEngine _engine;
    private readonly OfflineSynthesizer _synthesizer;
    private readonly SpeechRequest _request;
    private readonly StoredAcoustic? _ear;
    private readonly PhonemeInventory? _earSymbols;

    /// <param name="title">What it is called on the page.</param>
    /// <param name="voice">Owned from here on.</param>
    /// <param name="speaker">Row of its table.</param>
    /// <param name="ear">Whose aligner listens; null for none; owned by the caller.</param>
    public SuiteVoice(string title, Voice voice, int speaker, StoredAcoustic? ear)
    {
        (Title, _voice, _ear) = (title, voice, ear);
        _earSymbols = ear is null ? null : new(ear.Data.Symbols);
        _request = new() { Details = SpeechDetails.Phonemes, Controls = new() { Speaker = speaker } };
        _registry.Publish(new ModelVoice(voice));
        _engine = new(_registry, new StreamingOptions(), TimeProvider.System);
        _synthesizer = new(_engine);
    }

    /// <summary>What it is called on the page.</summary>
    public string Title { get; }

    /// <summary>The voice.</summary>
    public Voice Voice => _voice;

    /// <summary>Speaks a sentence and scores it.</summary>
    public async Task<SuiteTake> SpeakAsync(string text, CancellationToken cancellationToken)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var spoken = await _synthesizer.SpeakAsync(_request, text, cancellationToken);
        var (seconds, cpuSeconds) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var clip = new AudioClip(Samples(spoken.Pcm), spoken.Start.Format.SampleRate);
        var duration = clip.Duration.TotalSeconds;
        var scores = new Dictionary<string, double>
        {
            ["real-time factor"] = seconds / duration, ["CPU s per s"] = cpuSeconds / duration, ["ms per character"] = 1000 * duration / text.Length,
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
        using var extractor = new MelSpectrogram(_voice.Manifest.Mel);
        Training.Pictures.SaveMels(path, (extractor.call(torch.tensor(clip.Samples).unsqueeze(0)).squeeze(0), title));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _registry.Dispose();
    }

    private List<string> Listen(SpokenSound spoken, AudioClip clip, Dictionary<string, double> scores)
    {
        var known = spoken.Phonemes.Where(phoneme => _earSymbols?.TryGetId(phoneme.Symbol, out _) == true).ToArray();
        if (_ear is null || known.Length == 0)
            return [];
        using var scope = torch.NewDisposeScope();
        int[] ids = [.. known.Select(phoneme => _earSymbols!.TryGetId(phoneme.Symbol, out var id) ? id : 0)];
        var (likelihood, shares) = new AlignerJudge(_ear.Model.Aligner!, _ear.Data.Mel).Score(ids, [.. known.Select(phoneme => phoneme.FirstSample)], clip.Samples);
        var unclear = spoken.Words.Where(word =>
        {
            var own = shares.Where((_, i) => known[i].FirstSample >= word.FirstSample && known[i].FirstSample < word.FirstSample + word.Samples).ToArray();
            return own.Length > 1 && own.Average() < LeastShare;
        }).Select(word => word.Text).ToList();
        scores["aligner score"] = likelihood;
        scores["unclear words"] = unclear.Count;
        return unclear;
    }

    private static float[] Samples(byte[] pcm)
    {
        var samples = new float[pcm.Length / 2];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BitConverter.ToInt16(pcm, 2 * i) / 32768f;
        return samples;
    }
}
