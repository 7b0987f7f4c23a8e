using System.Text;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Phonemizers;

/// <summary>Pronunciation of a sentence, for people.</summary>
public static class PhonemeReport
{
    /// <summary>A sentence in IPA: words parted by blanks, marks where they stand.</summary>
    public static string Line(SpokenText text, EnglishPhonemizer phonemizer)
    {
        var words = phonemizer
            .Pronounce(text)
            .ToDictionary(word => word.Token, word => Ipa.Write(word.Pronunciation.Phones));
        var line = new StringBuilder();
        for (var i = 0; i < text.Tokens.Count; i++)
        {
            var token = text.Tokens[i];
            var piece = token.Kind == SpokenTokenKind.Word ? words[i] : token.Text;
            var attached = token.Kind == SpokenTokenKind.Punctuation && token.Text is not ("(" or "\"" or "—");
            line.Append(line.Length > 0 && piece.Length > 0 && !attached ? " " : "").Append(piece);
        }
        return line.ToString();
    }

    /// <summary>
    /// A line for each word: where it stands, what was typed, the word, its class, IPA, ARPAbet, who said so.
    /// </summary>
    public static string Explain(SpokenText text, EnglishPhonemizer phonemizer)
    {
        var lines = phonemizer
            .Pronounce(text)
            .Select(word =>
                string.Join(
                    '\t',
                    $"{word.Word.Source.Start}-{word.Word.Source.End}",
                    text.Source[word.Word.Source.Start..word.Word.Source.End].ReplaceLineEndings(" "),
                    word.Word.Text,
                    word.Word.Class,
                    Ipa.Write(word.Pronunciation.Phones),
                    string.Join(' ', word.Pronunciation.Phones),
                    word.Pronunciation.Reading is { } reading
                        ? $"{word.Pronunciation.Source} {reading}"
                        : word.Pronunciation.Source.ToString()
                )
            );
        return string.Join('\n', lines.Prepend(Line(text, phonemizer)));
    }
}
