using VoiceSmith.Streaming.Stages;
using VoiceSmith.Text;

namespace VoiceSmith.Streaming;

/// <summary>A word's place in the sound and in the text.</summary>
/// <param name="Text">The word as spoken.</param>
/// <param name="FirstSample">Index in the utterance's sound.</param>
/// <param name="Samples">How long it is.</param>
/// <param name="Source">Span of the whole text.</param>
public sealed record WordTiming(string Text, long FirstSample, long Samples, TextSpan Source);

/// <summary>A sentence's place in the sound and in the text: exact, because the durations decide it before there is any sound.</summary>
/// <param name="Index">The sentence's number, from 0.</param>
/// <param name="Source">Span of the whole text.</param>
/// <param name="Pause">Samples of silence before it.</param>
/// <param name="FirstSample">Where its speech begins, after the pause.</param>
/// <param name="Samples">How long its speech is.</param>
/// <param name="Words">In speaking order.</param>
public sealed record SentenceTiming(
    int Index, TextSpan Source, long Pause, long FirstSample, long Samples, IReadOnlyList<WordTiming> Words)
{
    /// <summary>The sample after its last.</summary>
    public long End => FirstSample + Samples;

    /// <summary>A sentence that will be spoken.</summary>
    /// <param name="sentence">Its phonemes.</param>
    /// <param name="durations">Mel frames of each phoneme.</param>
    /// <param name="hopLength">Samples per mel frame.</param>
    /// <param name="start">The first sample of the pause before it.</param>
    /// <param name="pause">Samples of that pause.</param>
    internal static SentenceTiming Of(PhonemeSentence sentence, IReadOnlyList<int> durations, int hopLength, long start, long pause)
    {
        var words = new List<WordTiming>();
        var position = start + pause;
        for (int i = 0, token = -1; i < durations.Count; i++)
        {
            var phoneme = sentence.Phonemes[i];
            var samples = (long)durations[i] * hopLength;
            if (phoneme.Token >= 0 && sentence.Words.Spoken.Tokens[phoneme.Token] is { Kind: SpokenTokenKind.Word } word)
            {
                if (phoneme.Token == token)
                    words[^1] = words[^1] with { Samples = words[^1].Samples + samples };
                else
                    words.Add(new(word.Text, position, samples, word.Source.Shift(sentence.Sentence.Source.Start)));
                token = phoneme.Token;
            }
            position += samples;
        }
        return new(sentence.Sentence.Index, sentence.Sentence.Source, pause, start + pause, position - start - pause, words);
    }

    /// <summary>A sentence in which nothing can be said: no pause, no sound.</summary>
    internal static SentenceTiming Silent(PhonemeSentence sentence, long start) =>
        new(sentence.Sentence.Index, sentence.Sentence.Source, 0, start, 0, []);
}
