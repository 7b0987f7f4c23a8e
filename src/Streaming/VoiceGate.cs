using VoiceSmith.Audio;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming;

/// <summary>From the least to the most that a value may be.</summary>
/// <param name="Least">May be reached.</param>
/// <param name="Most">May be reached.</param>
public sealed record GateRange(double Least, double Most);

/// <summary>Requirements that a voice must meet to be published.</summary>
public sealed record GateOptions
{
    /// <summary>Sentences of the trial: plain sentences with most sounds of the language.</summary>
    public IReadOnlyList<string> Sentences { get; init; } =
    [
        "The quick brown fox jumps over the lazy dog near the river bank.",
        "She sells sea shells, and measures the height of eleven huge waves.",
        "Should we join the choir on Thursday, or wait for a better vision?",
    ];

    /// <summary>The quietest and the loudest it may be, LUFS.</summary>
    public GateRange Loudness { get; init; } = new(-45, -6);

    /// <summary>The slowest and the fastest it may be, words per second.</summary>
    public GateRange WordsPerSecond { get; init; } = new(0.8, 7);

    /// <summary>The least and the most of its sound that may have a pitch.</summary>
    public GateRange Voiced { get; init; } = new(0.15, 0.95);

    /// <summary>
    /// Least correlation of its phonemes' mean spectra with those of the voice that speaks, 1 for the
    /// same.
    /// </summary>
    public double Agreement { get; init; } = 0.5;

    /// <summary>Computing time per second of sound that a voice may always take.</summary>
    public double RealTimeFactor { get; init; } = 0.5;

    /// <summary>
    /// Multiple of the speaking voice's computing time that a voice may take too: both are slow where the machine is
    /// busy.
    /// </summary>
    public double Slowdown { get; init; } = 2;
}

/// <summary>Result of a voice's trial.</summary>
/// <param name="Voice">The voice.</param>
/// <param name="Findings">
/// In the order they were made; the trial ends with the first sentence that cannot be spoken.
/// </param>
public sealed record GateReport(VoiceInfo Voice, IReadOnlyList<GateFinding> Findings)
{
    /// <summary>True if the voice may be published.</summary>
    public bool Passed => Findings.All(finding => finding.Passed);
}

/// <summary>
/// Tries a voice before anyone hears it: it speaks fixed sentences, and must sound like speech, and like the one it
/// replaces.
/// </summary>
/// <remarks>
/// That it says what it should is judged by its phonemes: each voice's mean spectrum of every phoneme, without the
/// voice's own mean, is correlated with that of the voice that speaks now. It tells another speaker (high) from noise,
/// silence and sounds in the wrong places.
/// </remarks>
/// <param name="options">Requirements on a voice.</param>
/// <param name="time">Clock that measures speed.</param>
public sealed class VoiceGate(GateOptions options, TimeProvider time)
{
    private static readonly SpeechRequest Request = new() { Details = SpeechDetails.Phonemes };

    /// <summary>Tries a voice.</summary>
    /// <param name="candidate">Not owned.</param>
    /// <param name="current">The voice that it is to replace; null where there is none.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    public async Task<GateReport> TryAsync(
        ISpeakingVoice candidate,
        ISpeakingVoice? current,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<GateFinding>();
        VoiceTrial trial;
        try
        {
            _ = await SpeakAsync(candidate, cancellationToken); // warms it up
            trial = await SpeakAsync(candidate, cancellationToken);
        }
        catch (VoiceFailedException error)
        {
            return new(candidate.Info, [new("speaks", 0, false, $"It cannot speak: {error.Why}")]);
        }
        findings.Add(Within("loudness", trial.Loudness, options.Loudness, "LUFS"));
        findings.Add(Within("pace", trial.Words / trial.Seconds, options.WordsPerSecond, "words a second"));
        findings.Add(Within("voiced", trial.Voiced, options.Voiced, "of its sound has a pitch"));
        var spoken = current is null ? null : await SpeakAsync(current, cancellationToken);
        var limit = Math.Max(options.RealTimeFactor, options.Slowdown * (spoken?.RealTimeFactor ?? 0));
        findings.Add(Within("speed", trial.RealTimeFactor, new(0, limit), "seconds a second of sound"));
        if (spoken is not null)
            findings.Add(
                Within(
                    "agreement",
                    trial.AgreementWith(spoken),
                    new(options.Agreement, 1.0001),
                    "agreement with the voice that speaks"
                )
            );
        return new(candidate.Info, findings);
    }

    private static GateFinding Within(string what, double value, GateRange range, string unit) =>
        new(
            what,
            value,
            value >= range.Least && value <= range.Most,
            FormattableString.Invariant(
                $"{value:0.###} {unit}, where {range.Least:0.###} to {range.Most:0.###} is asked for."
            )
        );

    private async Task<VoiceTrial> SpeakAsync(ISpeakingVoice voice, CancellationToken cancellationToken)
    {
        using var voices = new VoiceRegistry();
        voices.Publish(new Borrowed(voice));
        // one thread, whichever device the voice is on
        using var engine = new SpeechEngine(voices, new() { Device = "cpu", Workers = 1 }, time);
        var start = time.GetTimestamp();
        var (pcm, phonemes, words) = (new MemoryStream(), new List<PhonemeStarted>(), 0);
        foreach (var sentence in options.Sentences)
        {
            var offset = pcm.Length / 2;
            await foreach (
                var happened in engine
                    .SpeakAsync(Request, new[] { sentence }.ToAsyncEnumerable(), cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                words += happened is WordStarted ? 1 : 0;
                if (happened is SoundMade sound)
                    pcm.Write(sound.Frame.Pcm.Span);
                if (happened is PhonemeStarted { Samples: > 0 } phoneme)
                    phonemes.Add(phoneme with { FirstSample = phoneme.FirstSample + offset });
            }
        }
        var clip = new AudioClip(Pcm16.Decode(pcm.ToArray()), voice.Info.SampleRate, 1);
        return VoiceTrial.Of(clip, phonemes, words, time.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>A voice that somebody else owns.</summary>
    private sealed class Borrowed(ISpeakingVoice voice) : ISpeakingVoice
    {
        public VoiceInfo Info => voice.Info;

        public int HopLength => voice.HopLength;

        public PhonemeInventory Inventory => voice.Inventory;

        public IPhonemizer? Phonemizer => voice.Phonemizer;

        public UserLexicon? Lexicon => voice.Lexicon;

        public VoiceBatches? Batches => voice.Batches;

        public ISpeakingVoice On(int place) => voice.On(place);

        public ISentencePlan Plan(
            IReadOnlyList<int> phonemes,
            VoiceControls controls,
            IReadOnlyList<PhonemeControls>? local,
            ulong seed
        ) => voice.Plan(phonemes, controls, local, seed);

        public ISentenceSound NewSound(ulong seed) => voice.NewSound(seed);

        public void Dispose()
        {
            // its owner does
        }
    }
}
