using System.Globalization;

namespace VoiceSmith.Training;

/// <summary>How many of some batches are used: a number of them, or a share.</summary>
public readonly record struct BatchLimit
{
    private readonly int? _count;
    private readonly double? _share;

    private BatchLimit(int? count, double? share) => (_count, _share) = (count, share);

    /// <summary>No limit.</summary>
    public static BatchLimit All => default;

    /// <summary>The first so many.</summary>
    public static implicit operator BatchLimit(int count) => new(count, null);

    /// <summary>The first share, 0 to 1.</summary>
    public static implicit operator BatchLimit(double share) => new(null, share);

    /// <summary>Reads "12" as a number of batches, "0.25" or "25%" as a share.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static BatchLimit Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? (BatchLimit)count
        : text.EndsWith('%') ? double.Parse(text[..^1], CultureInfo.InvariantCulture) / 100
        : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Parse"/> reads it; "100%" for no limit.</summary>
    public override string ToString() => _count?.ToString(CultureInfo.InvariantCulture) ?? string.Create(CultureInfo.InvariantCulture, $"{100 * (_share ?? 1)}%");

    /// <summary>How many of <paramref name="all"/>: at least one, where there is one.</summary>
    public int Of(int all) => Math.Min(all, Math.Max(1, _count ?? (int)Math.Round((_share ?? 1) * all)));
}
