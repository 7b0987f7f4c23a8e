using System.Globalization;

namespace VoiceSmith.Text.Markup;

/// <summary>The values of attributes: times, rates, pitches, loudness.</summary>
internal static class MarkupValues
{
    private static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(10);

    /// <summary>The silence of a break: its time, or its strength; "medium" where neither is given.</summary>
    /// <returns>Null where the value is not understood.</returns>
    public static TimeSpan? Break(string? time, string? strength)
    {
        if (time is not null)
            return Time(time) is { } duration
                ? duration > LongestBreak
                    ? LongestBreak
                    : duration
                : null;
        return (strength ?? "medium") switch
        {
            "none" => TimeSpan.Zero,
            "x-weak" => TimeSpan.FromMilliseconds(100),
            "weak" => TimeSpan.FromMilliseconds(200),
            "medium" => TimeSpan.FromMilliseconds(400),
            "strong" => TimeSpan.FromMilliseconds(700),
            "x-strong" => TimeSpan.FromMilliseconds(1200),
            _ => null,
        };
    }

    /// <summary>500ms, 1.5s.</summary>
    private static TimeSpan? Time(string text)
    {
        text = text.Trim().TrimStart('+');
        var milliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        if (!milliseconds && !text.EndsWith('s'))
            return null;
        return Number(text[..^(milliseconds ? 2 : 1)]) is { } value and >= 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds ? value : 1000 * value, 60_000))
            : null;
    }

    /// <summary>slow, 80%, +20%, 1.2: a factor.</summary>
    public static double? Rate(string text) =>
        text switch
        {
            "x-slow" => 0.5,
            "slow" => 0.75,
            "medium" or "default" => 1,
            "fast" => 1.33,
            "x-fast" => 1.75,
            _ => Factor(text),
        }
            is { } rate
                and > 0
            ? Math.Clamp(rate, 0.25, 4)
            : null;

    /// <summary>high, +2st, -10%: semitones.</summary>
    public static double? Pitch(string text) =>
        text switch
        {
            "x-low" => -6,
            "low" => -3,
            "medium" or "default" => 0,
            "high" => 3,
            "x-high" => 6,
            _ when text.EndsWith("st", StringComparison.Ordinal) => Number(text[..^2]),
            _ when text.EndsWith('%') => Factor(text) is { } factor and > 0 ? 12 * Math.Log2(factor) : null,
            _ => null,
        }
            is { } pitch
            ? Math.Clamp(pitch, -24, 24)
            : null;

    /// <summary>loud, +6dB, -50%: decibels.</summary>
    public static double? Volume(string text) =>
        text switch
        {
            "silent" => -96,
            "x-soft" => -12,
            "soft" => -6,
            "medium" or "default" => 0,
            "loud" => 6,
            "x-loud" => 12,
            _ when text.EndsWith("dB", StringComparison.OrdinalIgnoreCase) => Number(text[..^2]),
            _ when text.EndsWith('%') => Factor(text) is { } factor and >= 0
                ? factor == 0
                    ? -96
                    : 20 * Math.Log10(factor)
                : null,
            _ when Number(text) is { } value and >= 0 and <= 100 && text[0] is not ('+' or '-') => value == 0
                ? -96
                : 20 * Math.Log10(value / 100),
            _ => null,
        }
            is { } volume
            ? Math.Clamp(volume, -96, 24)
            : null;

    /// <summary>120% and +20% and 1.2 alike.</summary>
    private static double? Factor(string text)
    {
        var percent = text.EndsWith('%');
        if (Number(percent ? text[..^1] : text) is not { } value)
            return null;
        var relative = text[0] is '+' or '-';
        return percent ? (relative ? 1 + value / 100 : value / 100)
            : relative ? 1 + value
            : value;
    }

    private static double? Number(string text) =>
        double.TryParse(
            text.Trim(),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var value
        ) && double.IsFinite(value)
            ? value
            : null;
}
