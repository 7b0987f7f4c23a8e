using System.Globalization;

namespace VoiceSmith.Training;

/// <summary>A limit on a number of batches or items: an absolute number or a share.</summary>
public readonly record struct BatchLimit
{
    private readonly int? _count;
    private readonly double? _share;

    private BatchLimit(int? count, double? share) => (_count, _share) = (count, share);

    /// <summary>No limit.</summary>
    public static BatchLimit All => default;

    /// <summary>The first batches, by number.</summary>
    public static implicit operator BatchLimit(int count) => new(count, null);

    /// <summary>The first batches, by share, 0 to 1.</summary>
    public static implicit operator BatchLimit(double share) => new(null, share);

    /// <summary>Parses "12" as a number of batches, "0.25" or "25%" as a share.</summary>
    /// <exception cref="FormatException">The text is neither a number from 1 nor a share above 0, up to 1.</exception>
    public static BatchLimit Parse(string text) =>
        TryParse(text, out var limit)
            ? limit
            : throw new FormatException($"'{text}' is neither a number from 1 nor a share above 0, up to 1 or 100%.");

    /// <summary>Parses a limit as <see cref="Parse"/> does.</summary>
    /// <returns>False if the text is neither a number from 1 nor a share above 0, up to 1.</returns>
    public static bool TryParse(string text, out BatchLimit limit)
    {
        limit = All;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            limit = count;
            return count > 0;
        }
        var isPercentage = text.EndsWith('%');
        if (!double.TryParse(isPercentage ? text[..^1] : text, CultureInfo.InvariantCulture, out var share))
            return false;
        share /= isPercentage ? 100 : 1;
        limit = share;
        return share is > 0 and <= 1;
    }

    /// <summary>The text that <see cref="Parse"/> reads; "100%" for no limit.</summary>
    public override string ToString() =>
        _count?.ToString(CultureInfo.InvariantCulture)
        ?? string.Create(CultureInfo.InvariantCulture, $"{100 * (_share ?? 1)}%");

    /// <summary>The limit applied to a total: at least 1, unless the total is 0.</summary>
    public int Of(int total) => Math.Min(total, Math.Max(1, _count ?? (int)Math.Round((_share ?? 1) * total)));
}
