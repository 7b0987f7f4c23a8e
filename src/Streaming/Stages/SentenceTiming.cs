using VoiceSmith.Text;
using VoiceSmith.Text.Markup;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A word's place in the sound and in the text.</summary>
/// <param name="Text">The word as spoken.</param>
/// <param name="FirstSample">Index in the utterance's sound.</param>
/// <param name="Samples">Its length in samples.</param>
/// <param name="Source">Span of the whole text.</param>
public sealed record WordTiming(string Text, long FirstSample, long Samples, TextSpan Source);

/// <summary>A phoneme's place in the sound and in the text.</summary>
/// <param name="Symbol">A symbol of the voice.</param>
/// <param name="FirstSample">Index in the utterance's sound.</param>
/// <param name="Samples">Its length in samples, with a silence that markup put into it.</param>
/// <param name="Source">Span of the whole text.</param>
public sealed record PhonemeTiming(string Symbol, long FirstSample, long Samples, TextSpan Source);

/// <summary>A mark's place in the sound and in the text.</summary>
/// <param name="Name">As markup named it.</param>
/// <param name="FirstSample">Index in the utterance's sound: where the next word begins, or the sentence ends.</param>
/// <param name="Source">Its place in the whole text.</param>
public sealed record MarkTiming(string Name, long FirstSample, TextSpan Source);

/// <summary>
/// A sentence's place in the sound and in the text: exact, because the durations decide it before there is any sound.
/// </summary>
/// <param name="Index">The sentence's number, from 0.</param>
/// <param name="Source">Span of the whole text.</param>
/// <param name="Pause">Samples of silence before it.</param>
/// <param name="FirstSample">First sample of its speech, after the pause.</param>
/// <param name="Samples">Length of its speech in samples, with the silences within it.</param>
/// <param name="Words">In speaking order.</param>
public sealed record SentenceTiming(
    int Index,
    TextSpan Source,
    long Pause,
    long FirstSample,
    long Samples,
    IReadOnlyList<WordTiming> Words
)
{
    /// <summary>In speaking order, borders and marks included.</summary>
    public IReadOnlyList<PhonemeTiming> Phonemes { get; init; } = [];

    /// <summary>In speaking order.</summary>
    public IReadOnlyList<MarkTiming> Marks { get; init; } = [];

    /// <summary>Notices about its markup.</summary>
    public IReadOnlyList<TextNotice> Notices { get; init; } = [];

    /// <summary>The version that speaks it.</summary>
    public string VoiceVersion { get; init; } = "";

    /// <summary>Changes of its sound by markup.</summary>
    public SentenceShape Shape { get; init; } = SentenceShape.Plain;

    /// <summary>The sample after its last.</summary>
    public long End => FirstSample + Samples;

    /// <summary>Samples that the voice makes for it.</summary>
    public long SpeechSamples => Samples - Shape.GapSamples;

    /// <summary>A sentence that will be spoken.</summary>
    /// <param name="sentence">Its phonemes.</param>
    /// <param name="durations">Mel frames of each phoneme.</param>
    /// <param name="hopLength">Samples per mel frame.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="start">The first sample of the pause before it.</param>
    /// <param name="pause">Samples of that pause.</param>
    internal static SentenceTiming Of(
        PhonemeSentence sentence,
        IReadOnlyList<int> durations,
        int hopLength,
        int sampleRate,
        long start,
        long pause
    )
    {
        var (words, phonemes, marks) = (
            new List<WordTiming>(),
            new List<PhonemeTiming>(durations.Count),
            new List<MarkTiming>()
        );
        var shape = sentence.ShapeOf(durations, hopLength, sampleRate);
        var first = start + pause;
        var waiting = new Queue<MarkSpan>(sentence.Sentence.Markup.OfType<MarkSpan>());
        var (speech, token) = (0L, -1);
        for (var i = 0; i < durations.Count; i++)
        {
            var phoneme = sentence.Phonemes[i];
            var from = first + shape.Place(speech - 1) + 1; // a silence before the very sample is within the phoneme
            speech += (long)durations[i] * hopLength;
            var samples = first + shape.Place(speech - 1) + 1 - from;
            var source = sentence.Sentence.ToSource(phoneme.Source);
            phonemes.Add(new(phoneme.Symbol, from, samples, source));
            if (
                phoneme.Token < 0
                || sentence.Words.Spoken.Tokens[phoneme.Token] is not { Kind: SpokenTokenKind.Word } word
            )
                continue;
            while (waiting.TryPeek(out var mark) && mark.Span.Start <= word.Source.Start)
                marks.Add(MarkAt(waiting.Dequeue(), from));
            if (phoneme.Token == token)
                words[^1] = words[^1] with { Samples = from + samples - words[^1].FirstSample };
            else
                words.Add(new(word.Text, from, samples, sentence.Sentence.ToSource(word.Source)));
            token = phoneme.Token;
        }
        var end = first + speech + shape.GapSamples;
        while (waiting.TryDequeue(out var mark))
            marks.Add(MarkAt(mark, end));
        return new(sentence.Sentence.Index, sentence.Sentence.Source, pause, first, end - first, words)
        {
            Phonemes = phonemes,
            Marks = marks,
            Shape = shape,
        };

        MarkTiming MarkAt(MarkSpan mark, long sample) => new(mark.Name, sample, sentence.Sentence.ToSource(mark.Span));
    }

    /// <summary>
    /// A sentence in which nothing can be said: no pause, no sound but the silences that markup asks for.
    /// </summary>
    internal static SentenceTiming Silent(PhonemeSentence sentence, int sampleRate, long start)
    {
        var silence = sentence.Words.Spoken.Tokens.Sum(token => PhonemeSentence.SamplesOf(token, sampleRate));
        return new(sentence.Sentence.Index, sentence.Sentence.Source, silence, start + silence, 0, [])
        {
            Marks =
            [
                .. sentence
                    .Sentence.Markup.OfType<MarkSpan>()
                    .Select(mark => new MarkTiming(mark.Name, start + silence, sentence.Sentence.ToSource(mark.Span))),
            ],
        };
    }
}
