using System.Diagnostics;
using Spectre.Console;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cli.Speaking;

/// <summary>Progress on a terminal and a summary line, both on standard error.</summary>
/// <param name="quiet">True for neither.</param>
internal sealed class SpeakingDisplay(bool quiet)
{
    private static readonly IAnsiConsole Terminal = AnsiConsole.Create(
        new() { Out = new AnsiConsoleOutput(Console.Error) }
    );

    /// <summary>Speaks to the end, tells notices, and sums up.</summary>
    /// <param name="speech">Events of one utterance.</param>
    /// <param name="length">Length of the text in UTF-16 units; null if it is not known yet.</param>
    /// <param name="file">The file that is written; null for none.</param>
    /// <param name="aloud">True if the speed is that of playback.</param>
    /// <param name="cancellationToken">Stops the utterance.</param>
    public async Task SpeakAsync(
        IAsyncEnumerable<SpeechEvent> speech,
        int? length,
        string? file,
        bool aloud,
        CancellationToken cancellationToken
    )
    {
        var watch = Stopwatch.StartNew();
        SpokenSummary? summary = null;
        await ProgressAsync(
            "Speaking",
            length ?? 0,
            async report =>
            {
                var told = speech.Select(happened =>
                {
                    if (happened is WordStarted word && length is not null)
                        report(word.Source.End);
                    return happened;
                });
                summary = await told.SummarizeAsync(cancellationToken);
            }
        );
        foreach (var notice in summary!.Notices)
            await Console.Error.WriteLineAsync(notice.Message);
        await SumUpAsync(summary.Duration, aloud ? null : watch.Elapsed, file, "");
    }

    /// <summary>Runs work with a progress bar, if there is a terminal to show it on.</summary>
    /// <param name="title">Text beside the bar.</param>
    /// <param name="total">Value at the end; 0 if it is not known.</param>
    /// <param name="work">Given a function that reports the value reached.</param>
    public async Task ProgressAsync(string title, double total, Func<Action<double>, Task> work)
    {
        if (quiet || Console.IsErrorRedirected)
        {
            await work(_ => { });
            return;
        }
        await Terminal
            .Progress()
            .AutoClear(true)
            .StartAsync(async context =>
            {
                var task = context.AddTask(title, maxValue: Math.Max(1, total));
                task.IsIndeterminate = total == 0;
                await work(value => task.Value = value);
            });
    }

    /// <summary>Writes the summary line.</summary>
    /// <param name="sound">Duration of the sound.</param>
    /// <param name="time">Time that synthesis took; null if playback decided it.</param>
    /// <param name="place">Position of playback; null before it starts.</param>
    /// <param name="prefix">Put before the line.</param>
    public async Task SumUpAsync(TimeSpan sound, TimeSpan? time, string? place, string prefix)
    {
        if (quiet)
            return;
        var speed =
            time is { } taken && sound > TimeSpan.Zero
                ? FormattableString.Invariant($" in {taken.TotalSeconds:F1} s (real-time factor {taken / sound:F2})")
                : "";
        await Console.Error.WriteLineAsync(
            FormattableString.Invariant(
                $"{prefix}{sound.TotalSeconds:F1} s of sound{speed}{(place is null ? "" : $": {place}")}"
            )
        );
    }
}
