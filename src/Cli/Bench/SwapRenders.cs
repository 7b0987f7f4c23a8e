using System.Buffers;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Bench;

/// <summary>Received speech of one listener: the sound, and who spoke which part of it.</summary>
internal sealed class SwapListening
{
    private readonly ArrayBufferWriter<byte> _pcm = new();

    /// <summary>As the first event named it.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Position of each sentence, in samples, and its version.</summary>
    public List<(long First, long Samples, string Version)> Sentences { get; } = [];

    /// <summary>True if the last event said so, with as many samples as came.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Number of versions that spoke.</summary>
    public int Versions => Sentences.Select(sentence => sentence.Version).Distinct().Count();

    public ReadOnlySpan<byte> Pcm => _pcm.WrittenSpan;

    public void Add(SpeakEvent happened)
    {
        switch (happened)
        {
            case StartEvent start:
                Version = start.ModelVersion;
                break;
            case SentenceEvent one:
                Sentences.Add((one.FirstSample, one.Samples, one.ModelVersion));
                break;
            case AudioEvent audio:
                _pcm.Write(audio.Pcm.Span);
                break;
            case EndEvent end:
                HasEnded = end.Samples == _pcm.WrittenCount / 2;
                break;
        }
    }
}

/// <summary>Speech of each text by each version, made offline by an engine of its own.</summary>
internal sealed class SwapRenders
{
    private readonly Dictionary<string, (int Number, SpokenSound[] Sounds)> _versions = [];

    /// <summary>Of one sentence and of several.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        .. BenchTexts.Sentences.Take(4),
        string.Join(' ', BenchTexts.Sentences.Skip(4).Take(3)),
        string.Join(' ', BenchTexts.Sentences.Skip(8).Take(3)),
    ];

    public static async Task<SwapRenders> OfAsync(SwapVoices files, CancellationToken cancellationToken)
    {
        var renders = new SwapRenders();
        for (var number = 0; number < files.Paths.Count; number++)
        {
            using var voices = new VoiceRegistry();
            voices.Publish(await files.LoadAsync(number));
            using var engine = new SpeechEngine(voices, new(), TimeProvider.System);
            var offline = new OfflineSynthesizer(engine);
            var sounds = new List<SpokenSound>();
            foreach (var text in Texts)
                sounds.Add(await offline.SpeakAsync(new() { Seed = (ulong)sounds.Count }, text, cancellationToken));
            renders._versions[sounds[0].Start.VoiceVersion] = (number, [.. sounds]);
        }
        return renders;
    }

    /// <summary>Index of a version's file.</summary>
    public int NumberOf(string version) => _versions[version].Number;

    /// <summary>
    /// True if a listener got the samples of the versions that it was told, sentence by
    /// sentence.
    /// </summary>
    public bool Agree(int text, SwapListening heard)
    {
        if (heard.Versions == 1 && heard.Sentences[0].Version == heard.Version)
            return heard.Pcm.SequenceEqual(_versions[heard.Version].Sounds[text].Pcm);
        return heard.Sentences.Count > 0
            && heard
                .Sentences.Index()
                .All(sentence =>
                {
                    var (sound, own) = (_versions[sentence.Item.Version].Sounds[text], sentence.Item);
                    var said = sound.Sentences[sentence.Index];
                    return said.Samples == own.Samples
                        && sound
                            .Pcm.AsSpan((int)said.FirstSample * 2, (int)said.Samples * 2)
                            .SequenceEqual(heard.Pcm.Slice((int)own.First * 2, (int)own.Samples * 2));
                });
    }
}
