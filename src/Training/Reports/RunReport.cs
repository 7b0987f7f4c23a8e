using System.Globalization;
using System.Text;
using System.Text.Json;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.Loggers;

namespace VoiceSmith.Training.Reports;

/// <summary>
/// Writes <c>report.html</c> at the end of a run: curves, pictures and sound in one self-contained file.
/// </summary>
public sealed class RunReport : TrainingCallback
{
    /// <summary>The file's name, in the run's folder.</summary>
    public const string FileName = RunDirectory.Report;

    private const int MaxFiles = 16;

    private string _title = "";

    /// <inheritdoc/>
    protected override void OnFitStart(Trainer trainer, FitStarted started) =>
        _title = FormattableString.Invariant($"{started.Kind}, {started.Parameters / 1e6:F1} million weights");

    /// <inheritdoc/>
    protected override void OnFitEnd(Trainer trainer, FitEnded ended)
    {
        var root = trainer.Options.DefaultRootDirectory;
        if (File.Exists(Path.Combine(root, JsonLinesLogger.FileName)))
            Write(root, $"{_title}, step {ended.Step}");
    }

    /// <summary>Writes the report of a run from its log and its validation files.</summary>
    /// <param name="root">The run's folder.</param>
    /// <param name="title">Heading of the report.</param>
    /// <returns>The report's path.</returns>
    public static string Write(string root, string title)
    {
        var page = new HtmlPage(title);
        var points = ReadLog(Path.Combine(root, JsonLinesLogger.FileName));
        page.Heading("Validation");
        var validation = points.Where(point => point.Kind == "validation").GroupBy(point => point.Name);
        page.Table(validation.Select(Row), "metric", "last", "lowest", "at step");
        page.Heading("Curves: training blue, validation red");
        foreach (
            var metric in points.GroupBy(point => point.Name).OrderBy(metric => metric.Key, StringComparer.Ordinal)
        )
            page.Svg(
                LossCurve.Draw(
                    metric.Key,
                    metric
                        .GroupBy(point => point.Kind)
                        .ToDictionary(
                            kind => kind.Key,
                            kind => kind.Select(point => (point.Step, point.Value)).ToArray()
                        )
                )
            );
        var folder = Path.Combine(root, RunDirectory.Validation);
        if (Directory.Exists(folder))
            AddFiles(page, folder);
        var path = Path.Combine(root, FileName);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page.ToString())));
        return path;
    }

    private static string[] Row(IGrouping<string, (string Kind, string Name, long Step, double Value)> metric)
    {
        var best = metric.MinBy(point => point.Value);
        return [metric.Key, Text(metric.Last().Value), Text(best.Value), Text(best.Step)];
    }

    /// <summary>Adds the newest pictures and sounds of every name.</summary>
    private static void AddFiles(HtmlPage page, string folder)
    {
        page.Heading("Sound and pictures");
        static string Subject(string path) => Path.GetFileName(path)[(Path.GetFileName(path).IndexOf('-') + 1)..];
        var newest = Directory
            .EnumerateFiles(folder)
            .GroupBy(Subject)
            .Select(group => group.Order(StringComparer.Ordinal).Last())
            .OrderBy(Subject, StringComparer.Ordinal);
        foreach (var path in newest.Take(MaxFiles))
            if (path.EndsWith(".wav", StringComparison.Ordinal))
                page.Sound(Path.GetFileNameWithoutExtension(path), path);
            else
                page.Picture(Path.GetFileNameWithoutExtension(path), path);
    }

    /// <summary>Values by step. Of steps repeated by a resumed run the last values count.</summary>
    private static (string Kind, string Name, long Step, double Value)[] ReadLog(string path)
    {
        var points = new List<(string Kind, string Name, long Step, double Value)>();
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var entry = document.RootElement;
            var (kind, step) = (entry.GetProperty("kind").GetString()!, entry.GetProperty("step").GetInt64());
            foreach (var value in entry.GetProperty("values").EnumerateObject())
                points.Add((kind, value.Name, step, value.Value.GetDouble()));
        }
        return
        [
            .. points
                .GroupBy(point => (point.Kind, point.Name, point.Step))
                .Select(same => same.Last())
                .OrderBy(point => point.Step),
        ];
    }

    private static string Text(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
