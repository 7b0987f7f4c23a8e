using System.Globalization;
using System.Text;

namespace VoiceSmith.Text.Tests.Normalization;

/// <summary>The shared normalization cases and how they are scored.</summary>
internal static class NemoCases
{
    /// <summary>Written text and its right forms.</summary>
    public sealed record Case(string Class, string Written, string[] Forms);

    public static IReadOnlyList<Case> Read(string folder) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(SharedData.File($"text/{folder}/{(folder == "nemo-en" ? "date" : "roman")}.tsv"))!, "*.tsv").Order(StringComparer.Ordinal).SelectMany(file => File
            .ReadAllText(file).Split('\n').Where(line => line.Contains('\t', StringComparison.Ordinal)).Select(line =>
                line.Split('\t'))
            .Select(fields => new Case(Path.GetFileNameWithoutExtension(file), fields[0], fields[1].Split('|'))))];

    /// <summary>Without regard to case and white space.</summary>
    public static string IgnoreCase(string text) =>
        string.Join(' ', text.Normalize(NormalizationForm.FormC).ToLowerInvariant().Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Also without regard to punctuation and symbols, but for apostrophes inside words.</summary>
    public static string IgnorePunctuation(string text)
    {
        var folded = IgnoreCase(text);
        var kept = new StringBuilder();
        for (var i = 0; i < folded.Length; i++)
        {
            var inside = folded[i] is '\'' or '’' && i > 0 && i + 1 < folded.Length && char.IsLetterOrDigit(folded[i - 1])
                && char.IsLetterOrDigit(folded[i + 1]);
            var drop = CharUnicodeInfo.GetUnicodeCategory(folded[i]) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherSymbol;
            kept.Append(drop && !inside ? ' ' : folded[i]);
        }
        return IgnoreCase(kept.ToString());
    }

    /// <summary>Also without "and", and with oh as zero.</summary>
    public static string Lenient(string text) =>
        string.Join(' ', IgnorePunctuation(text).Split(' ').Where(word => word != "and").Select(word => word == "oh" ? "zero"
            : word));
}
