using System.Text;

namespace VoiceSmith.Cli.Suite;

/// <summary>A sentence to hear a voice by.</summary>
/// <param name="Set">The set it belongs to.</param>
/// <param name="Id">Its name in the set.</param>
/// <param name="Text">The text spoken.</param>
internal sealed record SuiteSentence(string Set, string Id, string Text);

/// <summary>Sentences for judging voices: a small set of the project's own, and those of files.</summary>
internal static class SuiteSentences
{
    /// <summary>Questions, lists, numbers, names, short and long sentences: what voices stumble over.</summary>
    public static IReadOnlyList<SuiteSentence> Own { get; } =
    [
        Mine("statement", "The boats came back before the storm, and nobody was missing."),
        Mine("question-yes-no", "Did you really leave the keys on the kitchen table?"),
        Mine("question-what", "What would you have done if the bridge had been closed?"),
        Mine("exclamation", "What a wonderful surprise, I never expected to see you here!"),
        Mine("list", "We need apples, a loaf of bread, two lemons, some butter and a very sharp knife."),
        Mine("short", "Not yet."),
        Mine("one-word", "Yes."),
        Mine("numbers", "On March 3rd, 2021, 1,482 visitors paid $17.50 each and stayed for 2.5 hours."),
        Mine("time-phone", "Call 555-0142 between 9:30 a.m. and 4 p.m. and ask for extension 27."),
        Mine("homographs", "They read the record that I read every day, and lead the way past the lead pipes."),
        Mine("names", "Professor Okonkwo introduced Siobhan Yamaguchi to the mayor of Reykjavik."),
        Mine("clusters", "The sixth sheikh's strengths were twelfths and scripts, clasped in crisp asps' scraps."),
        Mine("vowels", "You owe the owner an hour of your own; I hear our area is airy all year."),
        Mine("quotation", "\"Wait,\" she whispered, \"there is someone behind that door.\""),
        Mine("brackets", "The answer (which took us three weeks to find) was written on the back of the map."),
        Mine(
            "long",
            "When the last train had left and the lamps along the platform went out one after another, the old clerk locked the office, "
                + "counted the tickets that nobody had bought, wrote the number in a small green book which he had kept since his first winter there, "
                + "and walked home slowly through the snow, thinking of the summer when the station had been full of flowers."
        ),
    ];

    /// <summary>
    /// Lines of a file: a text, or an id and a text parted by a tab or a bar. Empty lines and those that begin with #
    /// are passed over.
    /// </summary>
    /// <exception cref="VoiceSmithException">VS1021: there is no such file.</exception>
    public static IReadOnlyList<SuiteSentence> Read(string path)
    {
        if (!File.Exists(path))
            throw new VoiceSmithException(
                "VS1021",
                $"The sentences '{path}' cannot be spoken.",
                "There is no such file.",
                "Name a file with a sentence on each line."
            );
        var set = Path.GetFileNameWithoutExtension(path);
        return
        [
            .. File.ReadLines(path, Encoding.UTF8)
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(
                    (line, i) =>
                        line.Split('\t', '|') is { Length: > 1 } columns
                            ? new SuiteSentence(set, columns[0], columns[^1])
                            : new SuiteSentence(set, $"{i + 1}", line)
                ),
        ];
    }

    private static SuiteSentence Mine(string id, string text) => new("own", id, text);
}
