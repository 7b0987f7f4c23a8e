using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>Places on the globe: 40.7128° N, 40°26′46″N.</summary>
internal static class Coordinates
{
    private const string Kind = "measure";

    /// <summary>Degrees with minutes, seconds or a direction.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || !Quantity.TryRead(pieces, at, out var degrees)
            || !pieces.IsAny(degrees.Next, "°º")
        )
            return at;
        var end = degrees.Next + 1;
        var minutes = Part(pieces, ref end, "'");
        var seconds = minutes is null ? null : Part(pieces, ref end, "\"");
        var letter = pieces.SkipSpace(end);
        var direction =
            pieces.IsLetters(letter + 1) || pieces.IsDigits(letter + 1)
                ? null
                : pieces.Span(letter) switch
                {
                    "N" => "north",
                    "S" => "south",
                    "E" => "east",
                    "W" => "west",
                    _ => null,
                };
        if (minutes is null && direction is null)
            return at;
        speech.Say(
            pieces.Range(at, end),
            string.Join(' ', Count(degrees, "degree"), Count(minutes, "minute"), Count(seconds, "second")),
            Kind
        );
        if (direction is null)
            return end;
        speech.Say(pieces.Range(letter, letter + 1), direction, Kind);
        return letter + 1;
    }

    /// <summary>Minutes or seconds with their mark.</summary>
    private static Quantity? Part(Pieces pieces, ref int end, string mark)
    {
        var at = pieces.SkipSpace(end);
        if (
            !pieces.IsDigits(at, 1, 2)
            || !Quantity.TryRead(pieces, at, out var value)
            || !pieces.IsAny(value.Next, mark)
        )
            return null;
        end = value.Next + 1;
        return value;
    }

    private static string Count(Quantity? value, string unit) =>
        value is { } number ? number.Words() + " " + unit + (number.IsOne ? "" : "s") : "";
}
