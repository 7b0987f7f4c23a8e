using System.Collections.Frozen;
using System.Text;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>Words as they are, with their apostrophes.</summary>
internal static class Words
{
    /// <summary>Words that begin with an apostrophe.</summary>
    private static readonly FrozenSet<string> Clipped = new[]
    {
        "tis", "twas", "twere", "twill", "em", "til", "cause", "bout", "round", "cuz", "kay", "nuff", "ere",
    }.ToFrozenSet();

    /// <summary>A word; letters of an acronym; another script in Latin letters.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsLetters(at))
            return at;
        var end = at + 1;
        while (pieces.Is(end, '\'') && pieces.IsLetters(end + 1))
            end += 2;
        if (pieces.Is(end, '\'') && pieces.IsSpace(end + 1) && DropsItsG(pieces, end - 1))
            end++;
        Say(pieces, pieces.Range(at, end), speech, "word", at);
        return end;
    }

    /// <summary>'tis, 'em, 'n'.</summary>
    public static int ReadClipped(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.Is(at, '\'') || !pieces.StartsItem(at) || !pieces.IsLetters(at + 1))
            return at;
        var between = pieces.IsWord(at + 1, "n") && pieces.Is(at + 2, '\'');
        if (!between && !(Clipped.Contains(pieces.Lower(at + 1)) && !pieces.Is(at + 2, '\'')))
            return at;
        var span = pieces.Range(at, between ? at + 3 : at + 2);
        var written = pieces.Typed(span);
        speech.Word(span, between ? "and" : Clean(written), "word", written);
        return between ? at + 3 : at + 2;
    }

    /// <summary>
    /// Says letters as a word or the parts that its capitals show, as an acronym or in another script.
    /// </summary>
    public static void Say(Pieces pieces, TextSpan span, Speech speech, string kind, int at)
    {
        var word = Clean(pieces.Text.Substring(span.Start, span.Length));
        var start = 0;
        foreach (var end in InnerCapitals.Cuts(pieces, word))
        {
            var (part, place) = (word[start..end], new TextSpan(span.Start + start, span.Start + end));
            if (part.Length == 1)
                speech.Spell(place, part);
            else if (
                Acronyms.IsSmallAcronym(part)
                || (start == 0 && part.Length <= 2 && word.AsSpan(end) is "RNA" or "DNA" or "RNAs" or "DNAs")
            )
                speech.Spell(place, part.ToUpperInvariant());
            else
                SayPart(pieces, place, part, speech, kind, at);
            start = end;
        }
        if (start == 0)
            SayPart(pieces, span, word, speech, kind, at);
    }

    private static void SayPart(Pieces pieces, TextSpan span, string word, Speech speech, string kind, int at)
    {
        var typed = pieces.Typed(span);
        if (word is "ⁿ" or "ˣ" && (pieces.IsDigits(at - 1) || pieces.IsAny(at - 1, ")]")))
        {
            speech.Say(span, word is "ⁿ" ? "to the power of n" : "to the power of x", "math");
            return;
        }
        var written = Scripts.IsLatin(typed) ? typed : word;
        if (Acronyms.Spelling(pieces, at, word) is { } letters)
            speech.Word(span, letters, Speech.Acronym, letters == word ? written : letters);
        else if (Scripts.IsLatin(word))
            speech.Word(span, word, kind, written);
        else
            Scripts.Read(span, word, speech);
    }

    /// <summary>goin': the apostrophe stands for a letter, unless it closes a quotation.</summary>
    private static bool DropsItsG(Pieces pieces, int at) =>
        pieces.Length(at) > 3
        && pieces.Span(at).EndsWith("in", StringComparison.OrdinalIgnoreCase)
        && !pieces.Is(at - 1, '\'');

    /// <summary>With the straight apostrophe.</summary>
    private static string Clean(string word) =>
        Ascii.IsValid(word)
            ? word
            : word.Replace('’', '\'').Replace('‘', '\'').Replace('ʼ', '\'').Replace('′', '\'').Replace('‛', '\'');
}
