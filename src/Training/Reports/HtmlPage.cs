using System.Globalization;
using System.Net;
using System.Text;

namespace VoiceSmith.Training.Reports;

/// <summary>A self-contained HTML page of text, tables, charts, pictures and sound.</summary>
/// <param name="title">Heading of the page.</param>
public sealed class HtmlPage(string title)
{
    private readonly StringBuilder _body = new();

    /// <summary>Adds a section heading.</summary>
    public void Heading(string text) => _body.Append(CultureInfo.InvariantCulture, $"<h2>{Escape(text)}</h2>\n");

    /// <summary>Adds a paragraph.</summary>
    public void Text(string text) => _body.Append(CultureInfo.InvariantCulture, $"<p>{Escape(text)}</p>\n");

    /// <summary>Starts a row of columns: figures are placed side by side until <see cref="CloseColumns"/>.</summary>
    public void OpenColumns() => _body.Append("<div class=\"columns\">\n");

    /// <summary>Ends a row of columns.</summary>
    public void CloseColumns() => _body.Append("</div>\n");

    /// <summary>Adds a table.</summary>
    public void Table(IEnumerable<IReadOnlyList<string>> rows, params string[] heads)
    {
        void Row(string tag, IEnumerable<string> cells) =>
            _body
                .Append("<tr>")
                .AppendJoin("", cells.Select(cell => $"<{tag}>{Escape(cell)}</{tag}>"))
                .Append("</tr>\n");
        _body.Append("<table>\n");
        Row("th", heads);
        foreach (var row in rows)
            Row("td", row);
        _body.Append("</table>\n");
    }

    /// <summary>Adds an SVG.</summary>
    public void Svg(string drawing) => _body.Append(drawing);

    /// <summary>Adds a PNG file.</summary>
    public void Picture(string name, string path) =>
        Figure(name, $"<img alt=\"{Escape(name)}\" src=\"data:image/png;base64,{Content(path)}\">");

    /// <summary>Adds a WAV file with a player.</summary>
    public void Sound(string name, string path) =>
        Figure(name, $"<audio controls preload=\"none\" src=\"data:audio/wav;base64,{Content(path)}\"></audio>");

    /// <summary>The page as HTML.</summary>
    public override string ToString() =>
        $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>{{Escape(title)}}</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
              color: #222; background: #fff }
            table { border-collapse: collapse }
            td, th { padding: .2rem .8rem; text-align: left; border-bottom: 1px solid #ddd }
            figure { margin: 1rem 0 } figcaption { color: #666 } img { max-width: 100% } svg { margin: .5rem .5rem 0 0 }
            .columns { display: flex; gap: 1rem } .columns figure { flex: 1; min-width: 0 } audio { width: 100% }
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
        _body
            .Append("<figure>")
            .Append(content)
            .Append("<figcaption>")
            .Append(Escape(name))
            .Append("</figcaption></figure>\n");
}
