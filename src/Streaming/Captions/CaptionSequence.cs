using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Text.Markup;

namespace VoiceSmith.Streaming.Captions;

/// <summary>Makes captions of the words of an utterance.</summary>
/// <remarks>A sentence that is long to read or to hear becomes several captions of about the same length.</remarks>
public static class CaptionSequence
{
    private const int MostCharacters = 84; // two lines of 42, as subtitles have them
    private const double MostSeconds = 7;

    /// <summary>The captions of an utterance, each as soon as its sentence is known.</summary>
    /// <param name="events">All events of the utterance.</param>
    /// <param name="text">Its whole text.</param>
    /// <param name="markup">True if the text is SSML; null to tell by its beginning.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<Caption> CaptionsOf(
        this IAsyncEnumerable<SpeechEvent> events,
        string text,
        bool? markup,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var source = markup ?? SpeechMarkup.IsMarkup(text) ? null : text;
        var (rate, words, end) = (1, new List<WordStarted>(), 0);
        await foreach (var happened in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (happened is WordStarted word)
                words.Add(word);
            if (happened is not (SpeechStarted or SentenceStarted or SpeechEnded or SpeechStopped))
                continue;
            foreach (var caption in Cut(words, end, source, rate))
                yield return caption;
            words.Clear();
            (rate, end) = (
                happened is SpeechStarted start ? start.Format.SampleRate : rate,
                happened is SentenceStarted sentence ? sentence.Source.End : end
            );
        }
    }

    /// <summary>Captions of one sentence.</summary>
    private static IEnumerable<Caption> Cut(List<WordStarted> words, int end, string? source, int rate)
    {
        if (words.Count == 0)
            yield break;
        var (length, seconds) = (
            LengthOf(words),
            (double)(words[^1].FirstSample + words[^1].Samples - words[0].FirstSample) / rate
        );
        var parts = Math.Max(
            1,
            (int)Math.Max(Math.Ceiling(length / (double)MostCharacters), Math.Ceiling(seconds / MostSeconds))
        );
        var (first, covered) = (0, 0);
        for (var i = 0; i < words.Count; i++)
        {
            covered = Math.Max(covered, words[i].Source.End);
            var isLast = i == words.Count - 1;
            if (
                !isLast
                && (words[i + 1].Source.Start < covered || LengthOf(words[first..(i + 1)]) < length / (double)parts)
            )
                continue; // words of one number stay together
            yield return Of(words[first..(i + 1)], isLast ? end : words[i + 1].Source.Start, source);
            first = i + 1;
        }
    }

    private static Caption Of(List<WordStarted> words, int end, string? source)
    {
        var start = words.Min(word => word.Source.Start);
        var text = source is null
            ? string.Join(' ', words.Select(word => word.Text))
            : source[start..Math.Clamp(end, start, source.Length)];
        var (first, last) = (words[0].FirstSample, words[^1]);
        return new(
            first,
            last.FirstSample + last.Samples - first,
            string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        );
    }

    private static int LengthOf(List<WordStarted> words) =>
        words.Max(word => word.Source.End) - words.Min(word => word.Source.Start);
}
