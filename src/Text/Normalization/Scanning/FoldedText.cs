using System.Buffers;
using System.Text;

namespace VoiceSmith.Text.Normalization.Scanning;

/// <summary>
/// A text whose look-alike characters are replaced by simpler ones, and the way back to what was typed.
/// </summary>
/// <remarks>Most replacements are one unit for one; only where one is not does the text keep a map of places.</remarks>
internal sealed class FoldedText
{
    private readonly int[]? _starts,
        _ends;

    public FoldedText(string source)
    {
        Source = Text = source;
        if (Ascii.IsValid(source))
            return;
        var text = new StringBuilder(source.Length);
        var (starts, ends) = (new List<int>(source.Length), new List<int>(source.Length));
        var (moved, apart) = (false, false);
        for (var at = 0; at < source.Length;)
        {
            var status = Rune.DecodeFromUtf16(source.AsSpan(at), out var rune, out var length);
            var separate = false;
            var expanded =
                status == OperationStatus.Done && !rune.IsAscii ? LookAlikes.Expand(rune, out separate) : null;
            if (
                IsLowered(rune) && at > 0 && char.IsAsciiDigit(source[at - 1])
                || expanded is not null && separate && text.Length > 0 && char.IsLetterOrDigit(text[^1])
                || apart && status == OperationStatus.Done && Rune.IsLetterOrDigit(rune)
            )
            {
                Add(' ', at, at);
                moved = true;
            }
            apart = expanded is not null && separate;
            moved |= expanded is not null && (expanded.Length != length || text.Length != at);
            if (expanded is not null)
                foreach (var c in expanded)
                    Add(c, at, at + length);
            else
                for (var i = at; i < at + length; i++)
                    Add(LookAlikes.Fold(source[i]), i, i + 1);
            at += length;
        }
        Text = text.ToString();
        if (moved)
            (_starts, _ends) = ([.. starts], [.. ends]);

        void Add(char c, int start, int end)
        {
            text.Append(c);
            starts.Add(start);
            ends.Add(end);
        }
    }

    /// <summary>True for a lowered digit, which is another number than the one that it stands at: 10₂.</summary>
    private static bool IsLowered(Rune rune) => rune.Value is >= '₀' and <= '₉';

    /// <summary>As typed.</summary>
    public string Source { get; }

    /// <summary>As read.</summary>
    public string Text { get; }

    /// <summary>True where a place in both texts is the same.</summary>
    public bool IsAligned => _starts is null;

    /// <summary>Typed text of a part of <see cref="Text"/>.</summary>
    public TextSpan ToSource(TextSpan span)
    {
        if (_starts is null)
            return span;
        if (span.Length > 0)
            return new(_starts[span.Start], _ends![span.End - 1]);
        var place = span.Start < _starts.Length ? _starts[span.Start] : Source.Length;
        return new(place, place);
    }

    /// <summary>The place in <see cref="Text"/> where a place of <see cref="Source"/> is read.</summary>
    public int ToText(int place)
    {
        if (_starts is null)
            return place;
        var found = Array.BinarySearch(_starts, place);
        if (found < 0)
            return ~found;
        while (found > 0 && _starts[found - 1] == place)
            found--;
        return found;
    }

    /// <summary>The part of <see cref="Text"/> that reads a part of <see cref="Source"/>.</summary>
    public TextSpan ToText(TextSpan span) => new(ToText(span.Start), ToText(span.End));
}
