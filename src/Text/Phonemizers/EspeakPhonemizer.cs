using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Phonemizers;

/// <summary>Path and voice of espeak-ng.</summary>
/// <param name="Program">Its name on the PATH, or its path.</param>
/// <param name="Voice">Its voice, such as en-us.</param>
public sealed record EspeakOptions(string Program = "espeak-ng", string Voice = "en-us")
{
    /// <summary>Time limit of a sentence.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Asks an installed espeak-ng how words sound, for voices that were trained on its phonemes: symbols of
/// <see cref="IpaInventory"/>.
/// </summary>
/// <remarks>Runs the program and links nothing of it. Safe to share among threads.</remarks>
/// <param name="options">Path and voice of espeak-ng.</param>
public sealed partial class EspeakPhonemizer(EspeakOptions options) : IPhonemizer
{
    /// <inheritdoc/>
    /// <remarks>
    /// Words are said phrase by phrase, marks stay where they are. Espeak may run words together ("of the"): then a
    /// sound belongs to the word that stands as far along in the phrase.
    /// </remarks>
    /// <exception cref="VoiceSmithException">VS1010: espeak-ng is not there, or fails.</exception>
    public IReadOnlyList<Phoneme> Phonemize(SpokenText text)
    {
        var phonemes = new List<Phoneme> { new(IpaInventory.SentenceStart, new(0, 0), -1) };
        var phrases = Phrases(text);
        var said = Say([.. phrases.Where(phrase => phrase.Words.Count > 0).Select(phrase => Spelling(text, phrase))]);
        var next = 0;
        foreach (var phrase in phrases)
        {
            var space = phonemes.Count > 1;
            var words = phrase.Words.Count == 0 ? [] : said[next++].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < words.Length; i++)
            {
                var token = phrase.Words[(int)((long)i * phrase.Words.Count / words.Length)];
                var source = text.Tokens[token].Source;
                if (space)
                    phonemes.Add(new(PhonemeInventory.WordBorder, new(source.Start, source.Start), -1));
                space = true;
                foreach (var symbol in IpaInventory.Symbols(words[i]))
                    phonemes.Add(new(symbol, source, token));
            }
            if (phrase.Mark >= 0 && IpaInventory.Inventory.TryGetId(text.Tokens[phrase.Mark].Text, out _))
                phonemes.Add(new(text.Tokens[phrase.Mark].Text, text.Tokens[phrase.Mark].Source, phrase.Mark));
        }
        var end = new TextSpan(text.Source.Length, text.Source.Length);
        phonemes.Add(new(PhonemeInventory.WordBorder, end, -1)); // the voices were trained with a border at the end
        phonemes.Add(new(IpaInventory.SentenceEnd, end, -1));
        return phonemes;
    }

    /// <summary>Words up to a mark or break, and the token of that; −1 at the sentence's end.</summary>
    private static List<(List<int> Words, int Mark)> Phrases(SpokenText text)
    {
        var phrases = new List<(List<int> Words, int Mark)>();
        var words = new List<int>();
        for (var i = 0; i < text.Tokens.Count; i++)
        {
            if (text.Tokens[i].Kind == SpokenTokenKind.Word)
            {
                words.Add(i);
                continue;
            }
            phrases.Add((words, i));
            words = [];
        }
        phrases.Add((words, -1));
        return phrases;
    }

    private static string Spelling(SpokenText text, (List<int> Words, int Mark) phrase) =>
        LineBreaks().Replace(string.Join(' ', phrase.Words.Select(word => text.Tokens[word].Text)), " ");

    /// <summary>
    /// The IPA of phrases, one each. One run says all; where it cuts a phrase in two, each is said by itself.
    /// </summary>
    private IReadOnlyList<string> Say(IReadOnlyList<string> phrases)
    {
        if (phrases.Count == 0)
            return [];
        var lines = Run(string.Join('\n', phrases)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == phrases.Count ? [.. lines.Select(Clean)]
            : phrases.Count == 1 ? [Clean(string.Join(' ', lines))]
            : [.. phrases.SelectMany(phrase => Say([phrase]))];
    }

    /// <summary>Drops the flags that espeak sets around words of another language, "(fr)".</summary>
    private static string Clean(string ipa) => LanguageFlags().Replace(ipa, "").Trim();

    private string Run(string input)
    {
        var start = new ProcessStartInfo(options.Program, ["-q", "--ipa", "-b", "1", "-v", options.Voice])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            using var process = Process.Start(start) ?? throw Failed("it did not start");
            using var timer = new Timer(_ => process.Kill(), null, options.Timeout, Timeout.InfiniteTimeSpan);
            process.StandardInput.WriteLine(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw Failed($"it ended with {process.ExitCode}: {errors.Trim()}");
        }
        catch (Exception error) when (error is Win32Exception or IOException or InvalidOperationException)
        {
            throw Failed(error.Message);
        }
    }

    private VoiceSmithException Failed(string why) =>
        new(
            "VS1010",
            $"Espeak-ng could not say a sentence ('{options.Program}', voice '{options.Voice}').",
            $"In detail: {why}.",
            "Install espeak-ng (on Debian: apt install espeak-ng), or use a voice that was trained here."
        );

    [GeneratedRegex(@"\s+")]
    private static partial Regex LineBreaks();

    [GeneratedRegex(@"\([a-z]{2,3}(-[a-z0-9-]{1,10})?\)")]
    private static partial Regex LanguageFlags();
}
