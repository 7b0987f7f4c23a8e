using System.Globalization;
using System.Text;

namespace VoiceSmith.TextData;

/// <summary>Normalization cases, <c>written TAB form|form</c> a line, and how they are scored.</summary>
internal static class NormalizationCases
{
    /// <summary>Written text and its right forms.</summary>
    public sealed record Case(string Class, string Written, string[] Forms);

    /// <summary>The cases of a folder's tables.</summary>
    public static IReadOnlyList<Case> Read(string folder) =>
        [
            .. Directory
                .GetFiles(folder, "*.tsv")
                .Order(StringComparer.Ordinal)
                .SelectMany(file =>
                    File.ReadAllText(file)
                        .Split('\n')
                        .Where(line => line.Contains('\t', StringComparison.Ordinal))
                        .Select(line => line.Split('\t'))
                        .Select(fields => new Case(
                            Path.GetFileNameWithoutExtension(file),
                            fields[0],
                            fields[1].Split('|')
                        ))
                ),
        ];

    /// <summary>Without regard to case and white space.</summary>
    public static string IgnoreCase(string text) =>
        string.Join(
            ' ',
            text.Normalize(NormalizationForm.FormC)
                .ToLowerInvariant()
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

    /// <summary>Also without regard to punctuation and symbols, but for apostrophes inside words.</summary>
    public static string IgnorePunctuation(string text)
    {
        var folded = IgnoreCase(text);
        var kept = new StringBuilder();
        for (var i = 0; i < folded.Length; i++)
        {
            var inside =
                folded[i] is '\'' or '’'
                && i > 0
                && i + 1 < folded.Length
                && char.IsLetterOrDigit(folded[i - 1])
                && char.IsLetterOrDigit(folded[i + 1]);
            var drop =
                CharUnicodeInfo.GetUnicodeCategory(folded[i])
                is >= UnicodeCategory.ConnectorPunctuation
                    and <= UnicodeCategory.OtherSymbol;
            kept.Append(drop && !inside ? ' ' : folded[i]);
        }
        return IgnoreCase(kept.ToString());
    }

    /// <summary>Also without "and", and with oh as zero.</summary>
    public static string Lenient(string text) =>
        string.Join(
            ' ',
            IgnorePunctuation(text).Split(' ').Where(word => word != "and").Select(word => word == "oh" ? "zero" : word)
        );
}

/// <summary>Counts of right answers at four degrees of strictness.</summary>
internal sealed class NormalizationScore
{
    public int Cases,
        Exact,
        IgnoringCase,
        NoPunctuation,
        Lenient;

    /// <summary>Counts an answer.</summary>
    /// <returns>exact, case, nopunct, and, or WRONG: the strictest degree at which it is right.</returns>
    public string Add(string[] forms, string actual)
    {
        var exact = forms.Contains(actual);
        var ignoringCase = IsRight(forms, actual, NormalizationCases.IgnoreCase);
        var noPunctuation = IsRight(forms, actual, NormalizationCases.IgnorePunctuation);
        var lenient = IsRight(forms, actual, NormalizationCases.Lenient);
        Cases++;
        Exact += exact ? 1 : 0;
        IgnoringCase += ignoringCase ? 1 : 0;
        NoPunctuation += noPunctuation ? 1 : 0;
        Lenient += lenient ? 1 : 0;
        return exact ? "exact"
            : ignoringCase ? "case"
            : noPunctuation ? "nopunct"
            : lenient ? "and"
            : "WRONG";
    }

    public double Percent(int right) => 100.0 * right / Cases;

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Cases,4} cases: exact {Percent(Exact):F1}, ignoring case {Percent(IgnoringCase):F1}, no punctuation {Percent(NoPunctuation):F1}, lenient {Percent(Lenient):F1} %"
        );

    private static bool IsRight(string[] forms, string actual, Func<string, string> fold) =>
        Array.Exists(forms, form => fold(form) == fold(actual));
}
