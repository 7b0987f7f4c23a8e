using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using VoiceSmith.Cli.Running;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemes.Homographs;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Cli.Commands;

/// <summary>The front end, line by line from standard input to standard output.</summary>
internal static class TextCommands
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Normalize()
    {
        var normalizer = new TextNormalizer();
        return Lines(
            "normalize",
            "Writes each line as the words that would be spoken.",
            line => TextNormalizer.Render(normalizer.Normalize(line))
        );
    }

    public static Command Split() =>
        Lines(
            "split",
            "Cuts each line, a JSON string, into a JSON array of sentences.",
            line =>
            {
                try
                {
                    var text = JsonSerializer.Deserialize<string>(line) ?? "";
                    return JsonSerializer.Serialize(
                        SentenceSplitter.Split(text).Select(sentence => sentence.ToLine()),
                        Json
                    );
                }
                catch (JsonException error)
                {
                    throw new VoiceSmithException(
                        "VS1020",
                        "A line cannot be split into sentences.",
                        $"It is no JSON string: {error.Message}",
                        "Write one JSON string a line.",
                        error
                    );
                }
            }
        );

    public static Command Pronounce()
    {
        var words = new WordPronouncer(
            PronouncingLexicon.English,
            NeuralGraphemeToPhoneme.EnglishOnDemand,
            UserLexicon.Names
        );
        return Lines(
            "g2p",
            "Writes each line, a word, as ARPAbet with stress digits.",
            line => string.Join(' ', words.Pronounce(line.Trim()).Phones)
        );
    }

    public static Command Homograph() =>
        Lines(
            "homograph",
            "Chooses a reading: each line is homograph, start, end (UTF-16 units) and sentence, parted by tabs; answers with a word id.",
            line =>
            {
                if (line.Split('\t') is [var word, var start, _, var sentence] && int.TryParse(start, out var place))
                    return HomographReader.English.Choose(word, place, sentence) ?? "";
                throw new VoiceSmithException(
                    "VS1031",
                    "A line names no homograph.",
                    $"It is not homograph, start, end and sentence, parted by tabs: '{line}'.",
                    "Write lines as wordids' training table has them, without its last columns."
                );
            }
        );

    public static Command Phonemize()
    {
        var explain = new Option<bool>("--explain")
        {
            Description = "Also say where each word stands, what read it and who said how it sounds.",
        };
        var lexicon = new Option<FileInfo?>("--lexicon")
        {
            Description = "A lexicon of your own: a word, a blank, and its sounds a line.",
        };
        var normalizer = new TextNormalizer();
        EnglishPhonemizer? phonemizer = null;
        var command = Lines(
            "phonemize",
            "Writes each line in IPA.",
            (line, arguments) =>
            {
                phonemizer ??= NewPhonemizer(arguments.GetValue(lexicon));
                var spoken = normalizer.Normalize(line);
                return arguments.GetValue(explain)
                    ? PhonemeReport.Explain(spoken, phonemizer)
                    : PhonemeReport.Line(spoken, phonemizer);
            }
        );
        command.Options.Add(explain);
        command.Options.Add(lexicon);
        return command;
    }

    private static EnglishPhonemizer NewPhonemizer(FileInfo? lexicon)
    {
        var phonemizer = new EnglishPhonemizer(NeuralGraphemeToPhoneme.EnglishOnDemand);
        return lexicon is null ? phonemizer : phonemizer.With(UserLexicon.Load(lexicon.FullName));
    }

    private static Command Lines(string name, string description, Func<string, string> convert) =>
        Lines(name, description, (line, _) => convert(line));

    private static Command Lines(string name, string description, Func<string, ParseResult, string> convert)
    {
        var command = new Command(name, description);
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async cancelled =>
                    {
                        using var input = new StreamReader(Console.OpenStandardInput());
                        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
                        while (await input.ReadLineAsync(cancelled) is { } line)
                            await output.WriteLineAsync(convert(line, arguments));
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
