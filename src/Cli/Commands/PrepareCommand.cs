using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith prepare CORPUS --out DIR</c></summary>
internal static class PrepareCommand
{
    private static readonly PreparationOptions Standard = new();

    private static readonly Argument<string[]> Source = new("corpus")
    {
        Description = "Folder of LJ Speech, LibriTTS(-R), Hi-Fi TTS, VCTK or Common Voice, or of sounds with a .txt beside each; several become one data set.",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string> Output = new("--out") { Description = "Where the features go. What they were made of already is not computed again.", Required = true };
    private static readonly Option<string?> Licence = new("--licence") { Description = "The recordings' licence, where the corpus does not say." };
    private static readonly Option<string?> Layout = new("--layout") { Description = $"How the corpus lies on disk: {string.Join(", ", Corpus.LayoutNames)}. Looks by itself without it." };
    private static readonly Option<string> Language = new("--language") { Description = "Recordings in other languages are left out.", DefaultValueFactory = _ => Standard.Language };
    private static readonly Option<double> MinSeconds = new("--min-seconds") { Description = "Shorter recordings are left out.", DefaultValueFactory = _ => Standard.MinDuration.TotalSeconds };
    private static readonly Option<double> MaxSeconds = new("--max-seconds") { Description = "Longer recordings are left out.", DefaultValueFactory = _ => Standard.MaxDuration.TotalSeconds };
    private static readonly Option<double> Loudness = new("--loudness") { Description = "LUFS that every recording is brought to.", DefaultValueFactory = _ => Standard.Loudness!.Value };
    private static readonly Option<bool> KeepLoudness = new("--keep-loudness") { Description = "Leaves recordings as loud as they are." };
    private static readonly Option<bool> KeepEnds = new("--keep-ends") { Description = "Leaves the silence before and after speech." };
    private static readonly Option<int> Workers = new("--workers") { Description = "Recordings prepared at a time.", DefaultValueFactory = _ => Standard.Workers };

    public static Command Create()
    {
        var command = new Command("prepare", "Turns recordings and transcripts into features for training.")
            { Source, Output, Licence, Layout, Language, MinSeconds, MaxSeconds, Loudness, KeepLoudness, KeepEnds, Workers };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(cancelled =>
        {
            Prepare(arguments.GetRequiredValue(Source), arguments.GetRequiredValue(Output), Options(arguments), cancelled);
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static PreparationOptions Options(ParseResult arguments) => new()
    {
        Licence = arguments.GetValue(Licence),
        Layout = arguments.GetValue(Layout),
        Language = arguments.GetRequiredValue(Language),
        MinDuration = TimeSpan.FromSeconds(arguments.GetValue(MinSeconds)),
        MaxDuration = TimeSpan.FromSeconds(arguments.GetValue(MaxSeconds)),
        Loudness = arguments.GetValue(KeepLoudness) ? null : arguments.GetValue(Loudness),
        TrimDb = arguments.GetValue(KeepEnds) ? null : Standard.TrimDb,
        Workers = Math.Max(1, arguments.GetValue(Workers)),
    };

    private static void Prepare(string[] corpus, string output, PreparationOptions options, CancellationToken cancellationToken)
    {
        var preparer = new CorpusPreparer(options, new TextNormalizer(), new EnglishPhonemizer(NeuralGraphemeToPhoneme.English));
        PreparationResult? result = null;
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            var task = context.AddTask("Preparing");
            result = preparer.Prepare(corpus, output, (done, all) => (task.Value, task.MaxValue) = (done, all), cancellationToken);
        });
        Show(result!, Path.Combine(output, CorpusPreparer.ReportFile));
    }

    private static void Show(PreparationResult result, string report)
    {
        var data = result.Manifest;
        var minutes = data.Utterances.Sum(item => (long)item.Frames) * data.Mel.HopLength / (double)data.Mel.SampleRate / 60;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{data.Layout}: {data.Utterances.Count} recordings of {data.Speakers.Count} speakers, {minutes:F1} minutes, {data.Utterances.Count(item => item.Validation)} for validation."));
        Console.WriteLine($"{result.Computed} were computed; {result.Reused} were known from an earlier preparation.");
        foreach (var reason in data.Rejected.GroupBy(item => item.Reason).OrderByDescending(group => group.Count()))
            Console.WriteLine($"  left out: {reason.Count()} {reason.Key}, such as {reason.First().Id} ({reason.First().Detail})");
        if (data.Rejected.Count > 0)
            Console.WriteLine($"All that was left out is in {report}");
    }
}
