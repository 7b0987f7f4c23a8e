using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace VoiceSmith.Training.Ranges;

/// <summary>Ranges of options, declared by <see cref="RangeAttribute"/>s on the members of options records.</summary>
public static class OptionRanges
{
    /// <summary>Checks all members of an options record.</summary>
    /// <exception cref="OptionRangeException">VS3011: a value is out of its range.</exception>
    public static void Require(object options)
    {
        foreach (var property in options.GetType().GetProperties())
            if (RangeOf(property) is { } range && property.GetValue(options) is { } value && !range.IsValid(value))
                throw new OptionRangeException(property.Name, value, Words(range));
    }

    /// <summary>Checks one value against the range of a member.</summary>
    /// <param name="options">Type of the options record.</param>
    /// <param name="member">A member with a range.</param>
    /// <param name="value">The value; null is always valid.</param>
    /// <returns>The range in words, such as "a value from 1 to 1024"; null if the value is valid.</returns>
    public static string? Violation(Type options, string member, object? value)
    {
        var range = options.GetProperty(member) is { } property ? RangeOf(property) : null;
        if (range is null)
            throw new ArgumentException($"{options.Name}.{member} has no range.", nameof(member));
        return range.IsValid(value) ? null : Words(range);
    }

    private static RangeAttribute? RangeOf(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>();

    private static string Words(RangeAttribute range)
    {
        string Text(object bound) =>
            bound switch
            {
                double value => value.ToString("0.############", CultureInfo.InvariantCulture),
                _ => string.Create(CultureInfo.InvariantCulture, $"{bound}"),
            };
        var least = range.MinimumIsExclusive ? $"above {Text(range.Minimum)}" : $"from {Text(range.Minimum)}";
        return range.Maximum is double.MaxValue ? $"a value {least}" : $"a value {least} to {Text(range.Maximum)}";
    }
}
