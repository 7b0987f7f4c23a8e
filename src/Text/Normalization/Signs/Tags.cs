using VoiceSmith.Text.Normalization.Scanning;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Normalization.Signs;

/// <summary>Markup inside plain text: tags are not said, [[sounds]] and [ˈsaʊndz] are said as given.</summary>
internal static class Tags
{
    private const int LongestTag = 200,
        LongestPronunciation = 400;

    /// <summary>&lt;breathing/&gt;, &lt;pitch=-.3&gt;, &lt;/b&gt;: only written.</summary>
    public static int ReadTag(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.Is(at, '<'))
            return at;
        var i = pieces.Is(at + 1, '/') ? at + 2 : at + 1;
        if (!pieces.IsLetters(i))
            return at;
        var sawEquals = false;
        var sawSpace = false;
        for (i++; i < pieces.End && pieces[i].End - pieces[at].Start <= LongestTag && !pieces.Is(i, '<'); i++)
        {
            sawEquals |= pieces.Is(i, '=');
            sawSpace |= pieces.IsSpace(i) && !pieces.Is(i + 1, '/');
            if (!pieces.Is(i, '>'))
                continue;
            if (sawSpace && !sawEquals)
                return at;
            var span = pieces.Range(at, i + 1);
            speech.Silent(span, pieces.Typed(span));
            return i + 1;
        }
        return at;
    }

    /// <summary>[[HH AH0 L OW1]], [[həˈloʊ]], [poʊst].</summary>
    public static int ReadPronunciation(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Is(at, '/') && pieces.StartsItem(at))
            return ReadSlashed(pieces, at, speech);
        if (!pieces.Is(at, '['))
            return at;
        var inline = pieces.Is(at + 1, '[');
        var first = inline ? at + 2 : at + 1;
        var end = first;
        while (
            end < pieces.End
            && !pieces.Is(end, ']')
            && !pieces.Is(end, '[')
            && pieces[end].End - pieces[first].Start <= LongestPronunciation
        )
            end++;
        if (end == first || !pieces.Is(end, ']') || (inline && !pieces.Is(end + 1, ']')))
            return at;
        var content = pieces.Range(first, end);
        var sounds = pieces.Typed(content);
        var span = pieces.Range(at, inline ? end + 2 : end + 1);
        if (!inline && !PhoneticNotation.LooksPhonetic(sounds))
            return at;
        if (!PhoneticNotation.TryRead(sounds, out var phones))
        {
            if (inline)
                speech.Notice(span, "These are no sounds in ARPAbet or IPA, so they are read as text.");
            return at;
        }
        var letters = new string([.. sounds.Where(char.IsLetter)]);
        speech.Pronounce(span, letters, phones);
        return inline ? end + 2 : end + 1;
    }

    /// <summary>/kənˈvɪkt/.</summary>
    private static int ReadSlashed(Pieces pieces, int at, Speech speech)
    {
        var end = at + 1;
        while (
            end < pieces.End
            && !pieces.Is(end, '/')
            && !pieces.IsDigits(end)
            && pieces[end].End - pieces[at].Start <= 60
        )
            end++;
        if (end == at + 1 || !pieces.Is(end, '/') || pieces.IsLetters(end + 1))
            return at;
        var content = pieces.Range(at + 1, end);
        var sounds = pieces.Typed(content);
        if (!PhoneticNotation.LooksPhonetic(sounds) || !PhoneticNotation.TryReadIpa(sounds, out var phones))
            return at;
        speech.Pronounce(pieces.Range(at, end + 1), new string([.. sounds.Where(char.IsLetter)]), phones);
        return end + 1;
    }
}
