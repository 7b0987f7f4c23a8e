using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Models.G2P;

/// <summary>Phoneme and word error rates of predicted pronunciations against listed ones.</summary>
/// <param name="PhoneErrors">Edits to the nearest variant, per sound of it; without stress.</param>
/// <param name="WordErrors">Share of words that equal no variant; without stress.</param>
/// <param name="PhoneErrorsWithStress">The same, where the stress of vowels counts.</param>
/// <param name="WordErrorsWithStress">The same, where the stress of vowels counts.</param>
public sealed record PronunciationScore(
    double PhoneErrors,
    double WordErrors,
    double PhoneErrorsWithStress,
    double WordErrorsWithStress
)
{
    /// <summary>Scores a pronouncer.</summary>
    /// <param name="words">Words and their variants.</param>
    /// <param name="pronounce">Says them all.</param>
    public static PronunciationScore Of(
        IReadOnlyList<(string Word, IReadOnlyList<string[]> Pronunciations)> words,
        Func<IReadOnlyList<string>, IReadOnlyList<IReadOnlyList<string>>> pronounce
    )
    {
        var said = pronounce([.. words.Select(word => word.Word)]);
        var plain = Errors(words, said, Arpabet.WithoutStress);
        var stressed = Errors(words, said, phone => phone);
        return new(plain.Phones, plain.Words, stressed.Phones, stressed.Words);
    }

    private static (double Phones, double Words) Errors(
        IReadOnlyList<(string Word, IReadOnlyList<string[]> Pronunciations)> words,
        IReadOnlyList<IReadOnlyList<string>> said,
        Func<string, string> form
    )
    {
        int edits = 0,
            sounds = 0,
            wrong = 0;
        for (var i = 0; i < words.Count; i++)
        {
            var guess = said[i].Select(form).ToArray();
            var (distance, length) = words[i]
                .Pronunciations.Select(variant =>
                    (Distance: Distance(guess, [.. variant.Select(form)]), variant.Length)
                )
                .MinBy(variant => (double)variant.Distance / variant.Length);
            edits += distance;
            sounds += length;
            wrong += distance > 0 ? 1 : 0;
        }
        return ((double)edits / Math.Max(1, sounds), (double)wrong / Math.Max(1, words.Count));
    }

    private static int Distance(string[] a, string[] b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (
                    row[j],
                    Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1))
                );
        }
        return row[^1];
    }
}
