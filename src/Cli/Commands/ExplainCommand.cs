using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using VoiceSmith.Cli.Running;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Explanations;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Cli.Commands;

/// <summary>
/// <c>voicesmith explain "TEXT"</c>: a table of each piece of a text, its words and sounds, and where they come from.
/// </summary>
internal static class ExplainCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var text = new Argument<string>("text") { Description = "Plain text or SSML." };
        var json = new Option<bool>("--json") { Description = "Writes JSON instead of a table." };
        var lexicon = new Option<FileInfo?>("--lexicon")
        {
            Description = "A lexicon of your own: words with their sounds, patterns with their class.",
        };
        var say = new Option<string[]>("--say")
        {
            Description =
                "A correction, word=sounds in ARPAbet or IPA: it is saved to the lexicon, which is made where it is missing.",
        };
        var command = new Command("explain", "Shows how each piece of a text is read, and why.")
        {
            text,
            json,
            lexicon,
            say,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(say) is { Length: > 0 } && result.GetValue(lexicon) is null)
                result.AddError("--say needs --lexicon FILE, the lexicon that the correction is saved to.");
        });
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    _ =>
                    {
                        if (arguments.GetValue(lexicon) is { } file)
                            Save(file.FullName, arguments.GetValue(say) ?? []);
                        var explanation = NewExplainer(arguments.GetValue(lexicon))
                            .Explain(arguments.GetRequiredValue(text));
                        if (arguments.GetValue(json))
                            Console.WriteLine(JsonSerializer.Serialize(explanation, Json));
                        else
                            Show(explanation);
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static TextExplainer NewExplainer(FileInfo? lexicon)
    {
        var (normalizer, phonemizer) = (
            new TextNormalizer(),
            new EnglishPhonemizer(NeuralGraphemeToPhoneme.EnglishOnDemand)
        );
        if (lexicon is null)
            return new(normalizer, phonemizer);
        var words = UserLexicon.Load(lexicon.FullName);
        return new(normalizer.With(words), phonemizer.With(words));
    }

    /// <summary>Adds corrections to a lexicon; the file changes whole or not at all.</summary>
    private static void Save(string path, string[] corrections)
    {
        if (corrections.Length == 0)
            return;
        var lines = File.Exists(path) ? File.ReadAllText(path) : "";
        foreach (var correction in corrections)
        {
            var equals = correction.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new VoiceSmithException(
                    "VS1032",
                    $"The correction '{correction}' cannot be saved.",
                    "It is not of the form word=sounds.",
                    "Write --say \"tomato=T AH0 M AA1 T OW0\" or --say \"tomato=təˈmɑːtoʊ\"."
                );
            lines = UserLexicon.Set(lines, correction[..equals], correction[(equals + 1)..]);
        }
        AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(lines)));
    }

    private static void Show(TextExplanation explanation)
    {
        var table = new Table { Border = TableBorder.Minimal };
        table.AddColumns("written", "class", "spoken", "phonemes", "IPA", "from");
        foreach (var piece in explanation.Pieces)
            table.AddRow(
                new[]
                {
                    piece.Written.ReplaceLineEndings(" "),
                    piece.Class,
                    piece.Spoken,
                    string.Join(" | ", piece.Words.Select(word => word.Phonemes)),
                    string.Join(' ', piece.Words.Select(word => word.Ipa)),
                    From(piece),
                }
                    .Select(Markup.Escape)
                    .ToArray()
            );
        AnsiConsole.Write(table);
        foreach (var notice in explanation.Notices)
            AnsiConsole.MarkupLineInterpolated(
                $"[yellow]{explanation.Text[notice.Source.Start..notice.Source.End]}[/]: {notice.Message}"
            );
    }

    /// <summary>"rule; dictionary, network".</summary>
    private static string From(ExplainedPiece piece)
    {
        var reading = piece.Reading switch
        {
            ReadingOrigin.Rule => "rule",
            ReadingOrigin.Markup => "markup",
            ReadingOrigin.Mark => "mark",
            ReadingOrigin.Silent => "not said",
            _ => "",
        };
        var sounds = string.Join(
            ", ",
            piece
                .Words.Select(word =>
                    word.Origin switch
                    {
                        PronunciationSource.Markup => "markup",
                        PronunciationSource.UserLexicon => "your lexicon",
                        PronunciationSource.Homograph => $"context ({word.Sense})",
                        PronunciationSource.Names => "names",
                        PronunciationSource.Origin => "origin of the name",
                        PronunciationSource.Model => "network",
                        var other => other.ToString().ToLowerInvariant(),
                    }
                )
                .Distinct()
        );
        return string.Join("; ", new[] { reading, sounds }.Where(part => part.Length > 0));
    }
}
