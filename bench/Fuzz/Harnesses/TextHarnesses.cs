using VoiceSmith.Text;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>The text front end: normalizer, splitter, phonemizer, markup, and a user's lexicon.</summary>
internal static class TextHarnesses
{
    private static readonly TextNormalizer Normalizer = new();
    private static readonly EnglishPhonemizer Phonemizer = new();

    private static readonly string[] TextTokens =
    [
        "$5", "£1.2m", "1/2", "3:30 pm", "12/31/2026", "2026-11-26", "Dr.", "e.g.", "U.S.A.", "[[", "]]", "[[date: ",
        "[[T AH0]]", "(", ")", "\"", "“", "’s", "...", "…", "—", "\n\n", "- ", "1. ", "•", "# ", "```", "| ", "http://",
        "a@b.c", "\\frac{1}{2}", "$x^2$", "H2O", "IV", "1,000", "-3.5e8", "+1 (555) 010-9999", "km/h", "°C", "½", "№",
        "👩\u200D👧", "\u0301", "\u202E", "\uFEFF", "ﬁ", "北京", "привет", "é", "\uE000", "\uE001", "\0", "\t", "?!",
        "192.168.0.1", "0x1F", "v1.2.3", "C:\\x", "/usr/bin", "#tag", "&amp;", "<b>", "10^-3", "5'10\"", "3-2", "II.",
    ];

    private static readonly string[] MarkupTokens =
    [
        "<speak>", "</speak>", "<p>", "<s>", "</s>", "<break time=\"1s\"/>", "<prosody rate=\"fast\" pitch=\"+2st\">",
        "</prosody>", "<say-as interpret-as=\"date\" format=\"dmy\">", "</say-as>", "<sub alias=\"x\">", "</sub>",
        "<phoneme alphabet=\"ipa\" ph=\"təˈmeɪtoʊ\">", "</phoneme>", "<mark name=\"a\"/>", "<emphasis level=\"strong\">",
        "<voice name=\"anna\">", "<lang xml:lang=\"de\">", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version=\"1.0\"?>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>", "&a;", "&b;", "&lt;", "&#x41;",
        "&#xD800;", "&#0;", "xmlns=\"http://www.w3.org/2001/10/synthesis\"", "='", "/>", "<audio src=\"http://x/\"/>",
        "-96dB", "1e309%", "x-loud", "ms",
    ];

    private static readonly string[] LexiconTokens =
    [
        "tomato T AH0 M EY1 T OW0\n", "Polish /ˈpoʊlɪʃ/\n", "\"SKU \\d+\" -> digits\n", "# comment\n", "(a+)+$", "\\p{L}",
        "(?<x>.)", "\\1", "(?=a)", "[[", "{1,1000}", "|", ".*", "\" -> ", "characters", "[", "]", "\\", "(?i)", "\r\n",
        "'", "\uE000",
    ];

    public static Harness FrontEnd() =>
        new(
            "text",
            bytes => Speak(MarkedText.Plain(TextOf(bytes)), Normalizer, Phonemizer),
            Harness.Bytes(
                "Dr. Smith paid $5.20 on 3/4/2026 at 3:30 pm. \"Really?\" he said — e.g. for H2O.\n\n1. One\n2. Two",
                "Call +1 (555) 010-9999, or see https://example.org/a?b=c. It's 5 km/h, 20 °C, ½ of IV.",
                "[[date: 1/2/2026]] is [[T AH0 M EY1 T OW0]]. | a | b |\n|---|---|\n| 1 | 2 |"
            ),
            Harness.Bytes(TextTokens)
        );

    public static Harness Markup() =>
        new(
            "ssml",
            bytes => Speak(SpeechMarkup.Parse(TextOf(bytes)), Normalizer, Phonemizer),
            Harness.Bytes(
                "<speak>One <break time=\"200ms\"/> two <prosody rate=\"slow\">three</prosody>.</speak>",
                "<speak><say-as interpret-as=\"date\" format=\"dmy\">1/2/26</say-as> <sub alias=\"a b\">c</sub></speak>",
                "<speak><p><s xml:lang=\"en\">A &amp; <phoneme alphabet=\"ipa\" ph=\"ə\">b</phoneme></s></p></speak>"
            ),
            Harness.Bytes([.. MarkupTokens, .. TextTokens])
        );

    /// <summary>A lexicon, a line of three hyphens, and a text that is spoken with it.</summary>
    public static Harness Lexicon() =>
        new(
            "lexicon",
            bytes =>
            {
                var parts = TextOf(bytes).Split("\n---\n", 2);
                var lexicon = UserLexicon.Parse(parts[0], "fuzz");
                Speak(MarkedText.Plain(parts[^1]), Normalizer.With(lexicon), Phonemizer.With(lexicon));
            },
            Harness.Bytes(
                "tomato T AH0 M EY1 T OW0\nPolish /ˈpoʊlɪʃ/\n\"SKU \\d+\" -> digits\n---\nA Polish tomato, SKU 1234.",
                "\"(a|b)+c\" -> characters\n# x\nGIF [dʒɪf]\n---\naaabababac GIF"
            ),
            Harness.Bytes([.. LexiconTokens, .. TextTokens])
        );

    private static void Speak(MarkedText marked, TextNormalizer normalizer, EnglishPhonemizer phonemizer)
    {
        var text = marked.Text;
        var sentences = SentenceSplitter.Split(text);
        Check(sentences.SequenceEqual(InPieces(text)), "Pieces are cut into other sentences than the whole text.");
        foreach (var sentence in sentences)
        {
            Check(text[sentence.Span.Start..sentence.Span.End] == sentence.Text, "A sentence is not where it says.");
            var spoken = normalizer.Normalize(sentence.Text, marked.Within(sentence.Span));
            foreach (var token in spoken.Tokens)
                Check(IsWithin(token.Source, sentence.Text), $"Token '{token.Text}' lies outside its sentence.");
            foreach (var phoneme in phonemizer.Phonemize(spoken))
                Check(
                    PhonemeInventory.English.Symbols.Contains(phoneme.Symbol)
                        && IsWithin(phoneme.Source, sentence.Text),
                    $"Phoneme '{phoneme.Symbol}' is unknown or lies outside its sentence."
                );
        }
    }

    private static List<Sentence> InPieces(string text)
    {
        var splitter = new SentenceSplitter();
        var sentences = new List<Sentence>();
        for (var i = 0; i < text.Length; i += 7)
            sentences.AddRange(splitter.Append(text.AsSpan(i, Math.Min(7, text.Length - i))));
        return [.. sentences, .. splitter.Flush()];
    }

    private static bool IsWithin(TextSpan span, string text) =>
        0 <= span.Start && span.Start <= span.End && span.End <= text.Length;

    private static void Check(bool holds, string what)
    {
        if (!holds)
            throw new InvalidDataException(what);
    }

    /// <summary>UTF-8, in which two private characters stand for halves of a surrogate pair.</summary>
    private static string TextOf(byte[] bytes) =>
        System.Text.Encoding.UTF8.GetString(bytes).Replace('\uE000', '\uD83D').Replace('\uE001', '\uDC67');
}
