using System.Globalization;
using Spectre.Console;
using VoiceSmith.Training;
using VoiceSmith.Training.Events;
using ValidationResult = VoiceSmith.Training.Events.ValidationResult;

namespace VoiceSmith.Cli.Running;

/// <summary>
/// A run as one sees it in a terminal: a bar that moves, and lines that stay; lines alone where output goes to a file.
/// </summary>
internal sealed class TrainingDisplay(ProgressTask? bar) : TrainingCallback
{
    /// <summary>Runs a training under a display.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="fit">Trains with options that have the display in them.</param>
    public static void Show(TrainerOptions options, Func<TrainerOptions, FitEnded> fit)
    {
        FitEnded? end = null;
        if (!AnsiConsole.Profile.Capabilities.Interactive)
            end = fit(With(options, null));
        else
            AnsiConsole
                .Progress()
                .Columns(
                    new SpinnerColumn(),
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new TaskDescriptionColumn { Alignment = Justify.Left }
                )
                .Start(context => end = fit(With(options, context.AddTask("…"))));
        Console.WriteLine($"{Reason(end!)} after step {end!.Step}; go on with --resume.");
    }

    /// <inheritdoc/>
    protected override void OnFitStart(Trainer trainer, FitStarted started)
    {
        bar?.MaxValue = started.MaxSteps;
        bar?.Value = started.Step;
        Say(
            $"{started.Kind}, {started.Parameters / 1e6:F1} million weights, step {started.Step} of {started.MaxSteps}, {started.StepsPerEpoch} steps an epoch; results in {started.Folder}"
        );
    }

    /// <inheritdoc/>
    protected override void OnProgress(Trainer trainer, TrainingProgress progress)
    {
        bar?.Value = progress.Step;
        var speed =
            string.Create(CultureInfo.InvariantCulture, $"{progress.StepsPerSecond:F2} steps/s")
            + (
                progress.AudioSecondsPerSecond > 0
                    ? string.Create(CultureInfo.InvariantCulture, $", {progress.AudioSecondsPerSecond:F1} s of sound/s")
                    : ""
            )
            + string.Create(CultureInfo.InvariantCulture, $", {progress.TimeLeft:d\\.hh\\:mm} left");
        var line = $"step {progress.Step}/{progress.MaxSteps}  {Join(progress.Losses)}  {speed}";
        if (bar is null)
            Say(line);
        else
            bar.Description = Markup.Escape(line);
    }

    /// <inheritdoc/>
    protected override void OnValidationEnd(Trainer trainer, ValidationResult result) =>
        Say($"validation at {result.Step}  {Join(result.Metrics)}{(result.IsBest ? "  best so far" : "")}");

    /// <inheritdoc/>
    protected override void OnStepSkipped(Trainer trainer, StepSkipped skipped) =>
        Say($"step {skipped.Step} skipped  {skipped.Why} See {skipped.Diagnostic}");

    /// <inheritdoc/>
    protected override void OnTimeSpent(Trainer trainer, TimeSpent spent)
    {
        var table = new Table().AddColumn("part").AddColumn(new TableColumn("ms per step").RightAligned());
        foreach (var (part, milliseconds) in spent.Milliseconds)
            table.AddRow(part, milliseconds.ToString("F1", CultureInfo.InvariantCulture));
        table.AddRow("sum", spent.Milliseconds.Values.Sum().ToString("F1", CultureInfo.InvariantCulture));
        AnsiConsole.Write(table);
    }

    /// <summary>A line that stays, above the bar if there is one; whole in a file.</summary>
    private void Say(string line)
    {
        if (bar is null)
            Console.WriteLine(line);
        else
            AnsiConsole.WriteLine(line);
    }

    private static TrainerOptions With(TrainerOptions options, ProgressTask? bar) =>
        options with
        {
            Callbacks = [new TrainingDisplay(bar), .. options.Callbacks],
        };

    private static string Join(IReadOnlyDictionary<string, double> losses) =>
        string.Join(
            "  ",
            losses.Select(loss => string.Create(CultureInfo.InvariantCulture, $"{loss.Key} {loss.Value:G4}"))
        );

    private static string Reason(FitEnded end) =>
        end.Reason switch
        {
            FitEnd.Done => "Done",
            FitEnd.TimeUp => "Time was up",
            _ => "Stopped",
        };
}
