using System.Text;

namespace VoiceSmith.Text.Sentences;

/// <summary>A sentence, or a clause of a very long one.</summary>
/// <param name="Text">As typed, without the blanks around it.</param>
/// <param name="Span">Its span in the whole text.</param>
public sealed record Sentence(string Text, TextSpan Span)
{
    /// <summary>
    /// The sentence in one line: single blanks, and none before a mark that slipped to the next line.
    /// </summary>
    public string ToLine()
    {
        var line = new StringBuilder(Text.Length);
        for (var i = 0; i < Text.Length; i++)
        {
            var start = i;
            while (char.IsWhiteSpace(Text[i]))
                i++;
            var slipped = Text[i] is '.' or ',' or ';' or '!' or '?' && Text.AsSpan(start, i - start).Contains('\n');
            line.Append(i > start && !slipped ? " " : "").Append(Text[i]);
        }
        return line.ToString();
    }
}

/// <summary>Options of sentence splitting.</summary>
public sealed record SentenceSplitterOptions
{
    /// <summary>
    /// UTF-16 units after which a sentence is cut at its best clause border. Shorter is sooner heard, longer sounds
    /// better.
    /// </summary>
    public int MaxLength { get; init; } = 500;

    /// <summary>
    /// Keep a quotation of several sentences in one piece. Reads better, but nothing of it is heard before it has
    /// ended.
    /// </summary>
    public bool KeepQuotations { get; init; } = true;
}
