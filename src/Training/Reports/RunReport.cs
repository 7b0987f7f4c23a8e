using System.Globalization;
using System.Text;
using System.Text.Json;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Loggers;

namespace VoiceSmith.Training.Reports;

/// <summary>Writes <c>report.html</c> when a run ends: curves, pictures and sound in one file that needs no other.</summary>
public sealed class RunReport : TrainingCallback
{
    /// <summary>The file's name, in the run's folder.</summary>
    public const string FileName = "report.html";

    private const int MostFiles = 8;

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

    /// <summary>Makes the report of a run's folder from its log and its validation files.</summary>
    /// <param name="root">The run's folder.</param>
    /// <param name="title">Its heading.</param>
    /// <returns>The report's path.</returns>
    public static string Write(string root, string title)
    {
        var page = new HtmlPage(title);
        var points = ReadLog(Path.Combine(root, JsonLinesLogger.FileName));
        page.Heading("Validation");
        page.Table(points.Where(point => point.Kind == "validation").GroupBy(point => point.Name)
            .Select(series => (IReadOnlyList<string>)[series.Key, Text(series.Last().Value), Text(series.Min(point => point.Value)), Text(series.MinBy(point => point.Value).Step)]),
            "metric", "last", "lowest", "at step");
        page.Heading("Curves: training blue, validation red");
        foreach (var series in points.GroupBy(point => point.Name).OrderBy(series => series.Key, StringComparer.Ordinal))
            page.Svg(LossCurve.Draw(series.Key, series.GroupBy(point => point.Kind).ToDictionary(kind => kind.Key, kind => kind.Select(point => (point.Step, point.Value)).ToArray())));
        var folder = Path.Combine(root, "validation");
        if (Directory.Exists(folder))
            AddFiles(page, folder);
        var path = Path.Combine(root, FileName);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page.ToString())));
        return path;
    }

    /// <summary>The newest pictures and sounds of every name.</summary>
    private static void AddFiles(HtmlPage page, string folder)
    {
        page.Heading("Sound and pictures");
        var newest = Directory.EnumerateFiles(folder).GroupBy(path => Path.GetFileName(path)[(Path.GetFileName(path).IndexOf('-') + 1)..])
            .Select(group => group.Order(StringComparer.Ordinal).Last()).OrderBy(path => Path.GetFileName(path)[(Path.GetFileName(path).IndexOf('-') + 1)..], StringComparer.Ordinal);
        foreach (var path in newest.Take(2 * MostFiles))
            if (path.EndsWith(".wav", StringComparison.Ordinal))
                page.Sound(Path.GetFileNameWithoutExtension(path), path);
            else
                page.Picture(Path.GetFileNameWithoutExtension(path), path);
    }

    /// <summary>Values by step. Of steps that a run took again, having been stopped after its last checkpoint, the last time counts.</summary>
    private static (string Kind, string Name, long Step, double Value)[] ReadLog(string path)
    {
        var points = new List<(string Kind, string Name, long Step, double Value)>();
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var entry = document.RootElement;
            foreach (var value in entry.GetProperty("values").EnumerateObject())
                points.Add((entry.GetProperty("kind").GetString()!, value.Name, entry.GetProperty("step").GetInt64(), value.Value.GetDouble()));
        }
        return [.. points.GroupBy(point => (point.Kind, point.Name, point.Step)).Select(again => again.Last()).OrderBy(point => point.Step)];
    }

    private static string Text(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
