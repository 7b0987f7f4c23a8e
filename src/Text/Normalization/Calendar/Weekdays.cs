using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Calendar;

/// <summary>Abbreviated days of the week.</summary>
internal static class Weekdays
{
    private const string Kind = "date";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["mon"] = "Monday",
        ["tu"] = "Tuesday",
        ["tue"] = "Tuesday",
        ["tues"] = "Tuesday",
        ["wed"] = "Wednesday",
        ["th"] = "Thursday",
        ["thu"] = "Thursday",
        ["thur"] = "Thursday",
        ["thurs"] = "Thursday",
        ["fri"] = "Friday",
        ["sat"] = "Saturday",
        ["sun"] = "Sunday",
    }.ToFrozenDictionary();

    /// <summary>True if a word abbreviates a day's name.</summary>
    public static bool IsAbbreviation(string lower) => Names.ContainsKey(lower);

    /// <summary>Mon., Tues, Sat, where a date or time follows.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !pieces.IsCapital(at) || !Names.TryGetValue(pieces.Lower(at), out var day))
            return at;
        var point = pieces.Is(at + 1, '.');
        var next = point ? at + 2 : at + 1;
        var i = next;
        for (var marks = 0; marks < 3 && (pieces.IsSpace(i) || pieces.IsAny(i, ",(")); marks++)
            i++;
        var goesOn = point && pieces.IsSpace(next) && pieces.IsSmall(next + 1);
        if (
            pieces.IsAny(next, "-–")
            && Names.TryGetValue(pieces.Lower(next + 1), out var last)
            && pieces.IsCapital(next + 1)
        )
        {
            var end =
                pieces.Is(next + 2, '.')
                && (
                    pieces.IsAny(next + 3, ",:;)")
                    || (pieces.IsSpace(next + 3) && (pieces.IsSmall(next + 4) || pieces.IsDigits(next + 4)))
                )
                    ? next + 3
                    : next + 2;
            speech.Say(pieces.Range(at, next), day, Kind);
            speech.Say(pieces.Range(next, next + 1), "to", Kind);
            speech.Say(pieces.Range(next + 1, end), last, Kind);
            return end;
        }
        if (
            i == next
            || !(
                goesOn
                || pieces.IsDigits(i)
                || Months.TryMonth(pieces, i, out _, out _)
                || (point && pieces.Is(next, ','))
            )
        )
            return at;
        speech.Say(pieces.Range(at, next), day, Kind);
        return next;
    }
}
