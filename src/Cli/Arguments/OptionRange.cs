using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using VoiceSmith.Training;
using VoiceSmith.Training.Ranges;

namespace VoiceSmith.Cli.Arguments;

/// <summary>Ranges of command-line options; a value out of its range is a parse error with the code VS3011.</summary>
internal static class OptionRange
{
    /// <summary>Restricts an option to the range of a member of an options record.</summary>
    /// <param name="option">The option.</param>
    /// <param name="record">Type of the options record.</param>
    /// <param name="member">A member with a range.</param>
    public static Option<T> InRangeOf<T>(this Option<T> option, Type record, string member) =>
        option.Checked(value => OptionRanges.Violation(record, member, value));

    /// <summary>Restricts an option to an interval.</summary>
    public static Option<T> InRange<T>(this Option<T> option, double least, double most, bool excludesLeast = false)
    {
        var bounds = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        return option.Checked(value =>
            value is null || IsWithin(Convert.ToDouble(value, CultureInfo.InvariantCulture))
                ? null
                : $"a value {(excludesLeast ? "above" : "from")} {bounds}"
        );

        bool IsWithin(double value) => (excludesLeast ? value > least : value >= least) && value <= most;
    }

    /// <summary>A limit on a number of batches or items, as a number or a share.</summary>
    public static Option<BatchLimit> Limit(string name, string description) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => BatchLimit.All,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (BatchLimit.TryParse(text, out var limit))
                    return limit;
                result.AddError(Message(name, text, "a number from 1, or a share as 0.1 or 10%"));
                return BatchLimit.All;
            },
        };

    private static Option<T> Checked<T>(this Option<T> option, Func<object?, string?> violation)
    {
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<T>() is var value && violation(value) is { } range)
                result.AddError(Message(option.Name, value, range));
        });
        return option;
    }

    private static string Message(string option, object? value, string range) =>
        string.Create(CultureInfo.InvariantCulture, $"VS3011: {option} is {value}, out of its range. Choose {range}.");
}
