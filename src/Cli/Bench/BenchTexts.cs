namespace VoiceSmith.Cli.Bench;

/// <summary>Texts of the benchmarks: sentences of 5 to 30 words, always the same.</summary>
internal static class BenchTexts
{
    /// <summary>Sentences of 5 to 30 words, short and long by turns.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
    [
        "The kettle is nearly ready.",
        "When the ferry left at half past nine, only three of the passengers had remembered to bring anything to eat.",
        "Please leave your boots outside.",
        "Her brother keeps a small workshop behind the station, where he mends clocks that everybody else has given up on.",
        "It rained for eleven days without a break.",
        "The report costs $25, and you can have it sent to any address in the country within two days.",
        "Nobody had told the new caretaker that the third step creaks.",
        "If you turn left after the bridge and follow the river for about a mile, you will come to an orchard with a broken gate, and that is where we meet.",
        "Can you hear the geese tonight?",
        "A letter arrived this morning from the museum, asking whether we would lend them the painting for their autumn exhibition.",
        "We should have started earlier, of course.",
        "On the far side of the valley the lamps were being lit, one after another, until the whole village seemed to float above the mist.",
        "That colour suits the hallway very well.",
        "The orchestra tuned, the doors were closed, and for a moment there was no sound at all but the hum of the heating.",
        "He counted the coins twice and put them back.",
        "Although the map was more than forty years old, every path on it could still be found by anyone who took the trouble to look.",
        "Take the second train; it stops everywhere, but you will get a seat by the window and see the whole of the coast.",
        "There is soup on the stove.",
        "The children built a harbour of sand and stones, with a lighthouse made from a tin, and defended it against the tide until supper.",
        "My neighbour grows tomatoes on the roof of her garage.",
    ];

    /// <summary>A text of many sentences.</summary>
    /// <param name="words">At least so many.</param>
    public static string OfWords(int words)
    {
        var text = new System.Text.StringBuilder();
        for (var (i, count) = (0, 0); count < words; i++)
        {
            var sentence = Sentences[i % Sentences.Count];
            text.Append(
                    text.Length == 0 ? ""
                    : i % 6 == 0 ? "\n\n"
                    : " "
                )
                .Append(sentence);
            count += sentence.Count(c => c == ' ') + 1;
        }
        return text.ToString();
    }
}
