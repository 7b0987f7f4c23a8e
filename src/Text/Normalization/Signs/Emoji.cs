using System.Collections.Frozen;
using System.Text;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Signs;

/// <summary>Emoji by their names in the Common Locale Data Repository, flags by their countries.</summary>
internal static class Emoji
{
    private const string Kind = "emoji";
    private const int VariationSelector = 0xFE0F,
        Joiner = 0x200D,
        FirstFlagLetter = 0x1F1E6,
        LastFlagLetter = 0x1F1FF,
        FirstTone = 0x1F3FB,
        LastTone = 0x1F3FF;
    private const int MostParts = 6;

    private static readonly Lazy<FrozenDictionary<string, string>> Names = new(() => Load("emoji.txt"));
    private static readonly Lazy<FrozenDictionary<string, string>> Countries = new(() => Load("flags.txt"));

    /// <summary>One emoji, or a run of the same one, which is said once.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (RuneAt(pieces, at) < 0xA9)
            return at;
        if (ReadStars(pieces, at, speech) is var afterStars && afterStars > at)
            return afterStars;
        if (!TryOne(pieces, at, out var name, out var end))
            return at;
        while (TryOne(pieces, pieces.SkipSpace(end), out var again, out var next) && again == name)
            end = next;
        var span = pieces.Range(at, end);
        var isInside =
            IsPictograph(pieces, at)
            && !(RuneAt(pieces, at) == '❤' && pieces.IsSpace(end) && pieces.IsLetters(end + 1)); // a verb: I ❤ it
        if (isInside && pieces.IsSpace(at - 1) && speech.Last?.Kind == SpokenTokenKind.Word)
            speech.Pause(pieces.Range(at - 1, at));
        speech.Say(span, name, Kind);
        if (isInside && pieces.IsSpace(end) && pieces[end + 1].Kind is PieceKind.Letters or PieceKind.Digits)
            speech.Pause(pieces.Range(end, end + 1));
        return end;
    }

    /// <summary>A picture, which breaks into the sentence; signs such as ™ and ♥ are words of it.</summary>
    private static bool IsPictograph(Pieces pieces, int at) => 
        RuneAt(pieces, at) is >= 0x1F000 or '✅' or '❌' or '☕' or '⚡' or '✨' or '❗' or '❓' or '⏰'
        || RuneAt(pieces, at + 1) == VariationSelector;

    /// <summary>★★★★☆: four out of five stars.</summary>
    private static int ReadStars(Pieces pieces, int at, Speech speech)
    {
        const int MostStars = 10;
        var end = at;
        var (full, empty) = (0, 0);
        for (; end < at + MostStars && RuneAt(pieces, end) is '★' or '⭐'; end++)
            full++;
        for (; end < at + MostStars && RuneAt(pieces, end) == '☆'; end++)
            empty++;
        if (full + empty < 2)
            return at;
        var words =
            NumberWords.Cardinal(full)
            + (
                empty > 0 ? " out of " + NumberWords.Cardinal(full + empty) + " stars"
                : full == 1 || Amounts.Attributes.Describes(pieces, end) ? " star"
                : " stars"
            );
        speech.Say(pieces.Range(at, end), words, Kind);
        return end;
    }

    private static bool TryOne(Pieces pieces, int at, out string name, out int end)
    {
        name = "";
        end = at;
        var first = RuneAt(pieces, at);
        if (first is >= FirstFlagLetter and <= LastFlagLetter)
            return TryFlag(pieces, at, first, out name, out end);
        var key = new StringBuilder();
        for (var (i, parts) = (at, 0); parts < MostParts && RuneAt(pieces, i) >= 0; parts++)
        {
            key.Append(pieces.Span(i));
            i = SkipModifiers(pieces, i + 1);
            if (Names.Value.TryGetValue(key.ToString(), out var known))
                (name, end) = (known, i);
            if (RuneAt(pieces, i) != Joiner)
                break;
            key.Append((char)Joiner);
            i++;
        }
        return end > at;
    }

    private static bool TryFlag(Pieces pieces, int at, int first, out string name, out int end)
    {
        var second = RuneAt(pieces, at + 1);
        (name, end) = ("", at);
        if (second is < FirstFlagLetter or > LastFlagLetter)
            return false;
        var code = $"{(char)('A' + first - FirstFlagLetter)}{(char)('A' + second - FirstFlagLetter)}";
        (name, end) = ("flag " + Countries.Value.GetValueOrDefault(code, code), at + 2);
        return true;
    }

    private static int SkipModifiers(Pieces pieces, int at)
    {
        while (RuneAt(pieces, at) is VariationSelector or >= FirstTone and <= LastTone)
            at++;
        return at;
    }

    /// <summary>The code point of a symbol; −1 for anything else.</summary>
    private static int RuneAt(Pieces pieces, int at) =>
        pieces[at].Kind == PieceKind.Symbol
        && Rune.DecodeFromUtf16(pieces.Span(at), out var rune, out _) == System.Buffers.OperationStatus.Done
            ? rune.Value
            : -1;

    private static FrozenDictionary<string, string> Load(string resource)
    {
        using var reader = new StreamReader(typeof(Emoji).Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .ToFrozenDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }
}
