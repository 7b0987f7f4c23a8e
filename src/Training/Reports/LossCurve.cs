using System.Globalization;
using System.Net;
using System.Text;

namespace VoiceSmith.Training.Reports;

/// <summary>A curve over steps as a drawing: a line for each series.</summary>
internal static class LossCurve
{
    private const int Width = 330, Height = 180, Left = 52, Bottom = 22, Top = 24;

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
        drawing.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" font-size=\"11\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"14\" font-weight=\"bold\">{WebUtility.HtmlEncode(title)}</text>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 4}\" y=\"{Top + 4}\" text-anchor=\"end\">{high:G3}</text><text x=\"{Left - 4}\" y=\"{Height - Bottom}\" text-anchor=\"end\">{low:G3}</text>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 6}\">{first}</text><text x=\"{Width - 8}\" y=\"{Height - 6}\" text-anchor=\"end\">{last}</text>")
            .Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{Top}\" width=\"{Width - Left - 8}\" height=\"{Height - Bottom - Top}\" fill=\"none\" stroke=\"#ccc\"/>");
        foreach (var (name, points) in series)
            drawing.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{Colour(name)}\" stroke-width=\"1.5\" points=\"{string.Join(' ', Thin(points).Select(point => FormattableString.Invariant($"{X(point.Step):F1},{Y(point.Value):F1}")))}\"><title>{WebUtility.HtmlEncode(name)}</title></polyline>");
        return drawing.Append("</svg>\n").ToString();
    }

    private static string Colour(string kind) => kind == "train" ? "#3566a8" : "#c2452d";

    /// <summary>No more points than there are pixels.</summary>
    private static IEnumerable<(long Step, double Value)> Thin((long, double)[] points) =>
        points.Where((_, i) => i % Math.Max(1, points.Length / Width) == 0 || i == points.Length - 1);
}
