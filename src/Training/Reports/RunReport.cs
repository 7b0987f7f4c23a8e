using System.Globalization;
using System.Net;
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
        page.Heading("Curves");
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

    private static List<(string Kind, string Name, long Step, double Value)> ReadLog(string path)
    {
        var points = new List<(string, string, long, double)>();
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var entry = document.RootElement;
            foreach (var value in entry.GetProperty("values").EnumerateObject())
                points.Add((entry.GetProperty("kind").GetString()!, value.Name, entry.GetProperty("step").GetInt64(), value.Value.GetDouble()));
        }
        return points;
    }

    private static string Text(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}

/// <summary>A page in one file: text, tables, drawings, pictures and sound.</summary>
/// <param name="title">Its heading.</param>
internal sealed class HtmlPage(string title)
{
    private readonly StringBuilder _body = new();

    public void Heading(string text) => _body.Append(CultureInfo.InvariantCulture, $"<h2>{Escape(text)}</h2>\n");

    public void Table(IEnumerable<IReadOnlyList<string>> rows, params string[] heads)
    {
        _body.Append("<table>\n<tr>").AppendJoin("", heads.Select(head => $"<th>{Escape(head)}</th>")).Append("</tr>\n");
        foreach (var row in rows)
            _body.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Escape(cell)}</td>")).Append("</tr>\n");
        _body.Append("</table>\n");
    }

    public void Svg(string drawing) => _body.Append(drawing);

    public void Picture(string name, string path) => Figure(name, $"<img alt=\"{Escape(name)}\" src=\"data:image/png;base64,{Content(path)}\">");

    public void Sound(string name, string path) => Figure(name, $"<audio controls preload=\"none\" src=\"data:audio/wav;base64,{Content(path)}\"></audio>");

    public override string ToString() => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>{{Escape(title)}}</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222; background: #fff }
        table { border-collapse: collapse } td, th { padding: .2rem .8rem; text-align: left; border-bottom: 1px solid #ddd }
        figure { margin: 1rem 0 } figcaption { color: #666 } img { max-width: 100% } svg { margin: .5rem .5rem 0 0 }
        </style>
        </head>
        <body>
        <h1>{{Escape(title)}}</h1>
        {{_body}}</body>
        </html>
        """;

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Content(string path) => Convert.ToBase64String(File.ReadAllBytes(path));

    private void Figure(string name, string content) =>
        _body.Append(CultureInfo.InvariantCulture, $"<figure>{content}<figcaption>{Escape(name)}</figcaption></figure>\n");
}

/// <summary>A curve over steps as a drawing: a line for each series.</summary>
internal static class LossCurve
{
    private const int Width = 330, Height = 180, Left = 52, Bottom = 22, Top = 24;
    private static readonly string[] Colours = ["#3566a8", "#c2452d", "#3f8f4f"];

    /// <param name="title">Above it.</param>
    /// <param name="series">Points by name.</param>
    public static string Draw(string title, IReadOnlyDictionary<string, (long Step, double Value)[]> series)
    {
        var all = series.Values.SelectMany(points => points).ToArray();
        var (first, last) = (all.Min(point => point.Step), all.Max(point => point.Step));
        var (low, high) = (all.Min(point => point.Value), all.Max(point => point.Value));
        double X(long step) => Left + (double)(step - first) / Math.Max(1, last - first) * (Width - Left - 8);
        double Y(double value) => Height - Bottom - (value - low) / Math.Max(1e-12, high - low) * (Height - Bottom - Top);
        var drawing = new StringBuilder();
        drawing.Append(CultureInfo.InvariantCulture, $"<svg width=\"{Width}\" height=\"{Height}\" font-size=\"11\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"14\" font-weight=\"bold\">{WebUtility.HtmlEncode(title)}</text>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 4}\" y=\"{Top + 4}\" text-anchor=\"end\">{high:G3}</text><text x=\"{Left - 4}\" y=\"{Height - Bottom}\" text-anchor=\"end\">{low:G3}</text>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 6}\">{first}</text><text x=\"{Width - 8}\" y=\"{Height - 6}\" text-anchor=\"end\">{last}</text>")
            .Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{Top}\" width=\"{Width - Left - 8}\" height=\"{Height - Bottom - Top}\" fill=\"none\" stroke=\"#ccc\"/>");
        foreach (var ((name, points), i) in series.Select((entry, i) => (entry, i)))
            drawing.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{Colours[i % Colours.Length]}\" stroke-width=\"1.5\" points=\"{string.Join(' ', Thin(points).Select(point => FormattableString.Invariant($"{X(point.Step):F1},{Y(point.Value):F1}")))}\"><title>{WebUtility.HtmlEncode(name)}</title></polyline>");
        return drawing.Append("</svg>\n").ToString();
    }

    /// <summary>No more points than there are pixels.</summary>
    private static IEnumerable<(long Step, double Value)> Thin((long, double)[] points) =>
        points.Where((_, i) => i % Math.Max(1, points.Length / Width) == 0 || i == points.Length - 1);
}
