using System.Globalization;
using System.Net;
using System.Text;

namespace VoiceSmith.Training.Reports;

/// <summary>A chart of series over steps, as SVG.</summary>
internal static class LossCurve
{
    private const int Width = 330,
        Height = 180,
        Left = 52,
        Right = Width - 8,
        Bottom = Height - 22,
        Top = 24;

    /// <param name="title">Title of the chart.</param>
    /// <param name="series">Points by name.</param>
    public static string Draw(string title, IReadOnlyDictionary<string, (long Step, double Value)[]> series)
    {
        var all = series.Values.SelectMany(points => points).ToArray();
        var (first, last) = (all.Min(point => point.Step), all.Max(point => point.Step));
        var (low, high) = (all.Min(point => point.Value), all.Max(point => point.Value));
        double X(long step) => Left + (double)(step - first) / Math.Max(1, last - first) * (Right - Left);
        double Y(double value) => Bottom - (value - low) / Math.Max(1e-12, high - low) * (Bottom - Top);
        var name = WebUtility.HtmlEncode(title);
        var svg = new StringBuilder();
        void Add(FormattableString element) => svg.Append(FormattableString.Invariant(element));
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" font-size=\"11\"");
        Add($" role=\"img\" aria-label=\"{name}\">");
        Add($"<text x=\"{Left}\" y=\"14\" font-weight=\"bold\">{name}</text>");
        Add($"<text x=\"{Left - 4}\" y=\"{Top + 4}\" text-anchor=\"end\">{high:G3}</text>");
        Add($"<text x=\"{Left - 4}\" y=\"{Bottom}\" text-anchor=\"end\">{low:G3}</text>");
        Add($"<text x=\"{Left}\" y=\"{Height - 6}\">{first}</text>");
        Add($"<text x=\"{Right}\" y=\"{Height - 6}\" text-anchor=\"end\">{last}</text>");
        Add($"<rect x=\"{Left}\" y=\"{Top}\" width=\"{Right - Left}\" height=\"{Bottom - Top}\" fill=\"none\"");
        Add($" stroke=\"#ccc\"/>");
        foreach (var (kind, points) in series)
        {
            string Place((long Step, double Value) point) =>
                FormattableString.Invariant($"{X(point.Step):F1},{Y(point.Value):F1}");
            Add($"<polyline fill=\"none\" stroke=\"{Colour(kind)}\" stroke-width=\"1.5\"");
            Add($" points=\"{string.Join(' ', Thin(points).Select(Place))}\">");
            Add($"<title>{WebUtility.HtmlEncode(kind)}</title></polyline>");
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static string Colour(string kind) => kind == "train" ? "#3566a8" : "#c2452d";

    /// <summary>At most about one point per pixel.</summary>
    private static IEnumerable<(long Step, double Value)> Thin((long, double)[] points) =>
        points.Where((_, i) => i % Math.Max(1, points.Length / Width) == 0 || i == points.Length - 1);
}
