using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using VoiceSmith.Text;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Cli.Commands;

/// <summary>The front end, line by line from standard input to standard output.</summary>
internal static class TextCommands
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Normalize()
    {
        var normalizer = new TextNormalizer();
        return Lines("normalize", "Writes each line as the words that would be spoken.", line => TextNormalizer.Render(normalizer.Normalize(line)));
    }

    public static Command Split() => Lines("split", "Cuts each line, a JSON string, into a JSON array of sentences.", line =>
    {
        try
        {
            var text = JsonSerializer.Deserialize<string>(line) ?? "";
            return JsonSerializer.Serialize(SentenceSplitter.Split(text).Select(sentence => sentence.Text), Json);
        }
        catch (JsonException error)
        {
            throw new VoiceSmithException("VS1020", "A line cannot be split into sentences.", $"It is no JSON string: {error.Message}", "Write one JSON string a line.", error);
        }
    });

    public static Command Pronounce()
    {
        var words = new WordPronouncer(PronouncingLexicon.English);
        return Lines("g2p", "Writes each line, a word, as ARPAbet with stress digits.", line => string.Join(' ', words.Pronounce(line.Trim()).Phones));
    }

    private static Command Lines(string name, string description, Func<string, string> convert)
    {
        var command = new Command(name, description);
        command.SetAction((_, cancellationToken) => CommandLine.RunAsync(async cancelled =>
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            await using var output = new StreamWriter(Console.OpenStandardOutput());
            while (await input.ReadLineAsync(cancelled) is { } line)
                await output.WriteLineAsync(convert(line));
        }, cancellationToken));
        return command;
    }
}
