using System.Text;
using VoiceSmith.Text;

namespace VoiceSmith.Streaming.Stages;

/// <summary>
/// Pauses between two sentences: by the mark that ends the first, and longer between paragraphs.
/// </summary>
/// <remarks>A function of the text alone, known when the second sentence is.</remarks>
internal sealed class SentencePauses
{
    private static readonly TimeSpan Paragraph = TimeSpan.FromMilliseconds(650),
        Line = TimeSpan.FromMilliseconds(450);

    private readonly StringBuilder _text = new(); // since the end of the sentence before
    private int _start; // where that is in the whole text
    private TimeSpan _afterMark;

    /// <summary>Takes in text as it arrives.</summary>
    public void Append(string piece) => _text.Append(piece);

    /// <summary>The silence before a sentence; none before the first.</summary>
    /// <param name="sentence">Its place in the whole text; sentences come in order.</param>
    public TimeSpan Before(TextSpan sentence)
    {
        var gap = _text.ToString(0, sentence.Start - _start);
        var typed = _text.ToString(sentence.Start - _start, sentence.Length);
        var pause = _start == 0 && _afterMark == default ? default : Longer(_afterMark, BetweenLines(gap));
        _text.Remove(0, sentence.End - _start);
        (_start, _afterMark) = (sentence.End, AfterMark(typed));
        return pause;
    }

    private static TimeSpan BetweenLines(string gap) =>
        gap.Replace("\r\n", "\n", StringComparison.Ordinal).Count(c => c is '\n' or '\r' or '\u2029') switch
        {
            0 => default,
            1 => Line,
            _ => Paragraph,
        };

    private static TimeSpan AfterMark(string sentence) =>
        TimeSpan.FromMilliseconds(
            LastMark(sentence) switch
            {
                ',' => 150,
                ';' or ':' or '—' or '–' => 250,
                '…' => 450,
                '?' => 350,
                '.' or '!' => 300,
                _ => 100, // a long sentence, cut where it has no mark
            }
        );

    /// <summary>The last character that is no closing quote, bracket or space.</summary>
    private static char LastMark(string sentence) =>
        sentence.LastOrDefault(c => !char.IsWhiteSpace(c) && !"\"'”’»)]}*_".Contains(c));

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
