using System.Text.RegularExpressions;

namespace VoiceSmith.Build.Tests;

/// <summary>The projects' folders, each of which is one namespace: none needs another that needs it in turn.</summary>
public sealed partial class RoomsTests
{
    /// <summary>Projects whose folders still need each other both ways.</summary>
    private static readonly string[] Tangled = ["Cli", "Cluster", "Models", "Text"];

    public static TheoryData<string> Projects =>
        [.. Sources?.EnumerateDirectories().Select(project => project.Name).Except(Tangled) ?? []];

    private static DirectoryInfo? Sources { get; } =
        Repository.Root is { } root ? new(Path.Combine(root.FullName, "src")) : null;

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_NeedEachOtherOneWay(string project)
    {
        var (types, code) = Read(Path.Combine(Sources!.FullName, project));
        Assert.NotEmpty(types);
        var needs = code.ToDictionary(room => room.Key, room => NeedsOf(room.Key, room.Value, types));
        while (needs.FirstOrDefault(room => room.Value.Count == 0).Key is { } free)
        {
            needs.Remove(free);
            foreach (var others in needs.Values)
                others.Remove(free);
        }
        Assert.True(
            needs.Count == 0,
            "In a circle: "
                + string.Join("; ", needs.Select(room => $"'{room.Key}' needs {string.Join(", ", room.Value)}"))
        );
    }

    [Fact]
    public void Folders_ThatNeedEachOther_AreFound()
    {
        var types = new Dictionary<string, string> { ["Lexicon"] = "Text", ["Voice"] = "Sound" };
        Assert.Equal(["Sound"], NeedsOf("Text", "new Voice(Lexicon.Empty, other.Voice)", types));
        Assert.Empty(NeedsOf("Sound", "Voice.Load(path).Lexicon", types));
    }

    private static HashSet<string> NeedsOf(string room, string code, Dictionary<string, string> types) =>
        [
            .. Words()
                .Matches(code)
                .Select(word => word.Value)
                .Where(types.ContainsKey)
                .Select(name => types[name])
                .Where(other => other != room),
        ];

    /// <summary>
    /// Types by name, with the folder that declares them; and the code of each folder without comments and texts.
    /// </summary>
    private static (Dictionary<string, string> Types, Dictionary<string, string> Code) Read(string root)
    {
        var (types, code) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        foreach (var path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var room = Path.GetDirectoryName(Path.GetRelativePath(root, path))!;
            if (room.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj")
                continue;
            var text = string.Join(
                '\n',
                File.ReadLines(path).Select(line => Texts().Replace(Comment().Replace(line, ""), ""))
            );
            code[room] = code.GetValueOrDefault(room, "") + text;
            foreach (Match type in Declaration().Matches(text))
                Assert.True(
                    types.TryAdd(type.Groups[1].Value, room) || types[type.Groups[1].Value] == room,
                    $"'{type.Groups[1].Value}' is declared in '{room}' and in '{types[type.Groups[1].Value]}'"
                );
        }
        return (types, code);
    }

    [GeneratedRegex(@"\s*//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""")]
    private static partial Regex Texts();

    [GeneratedRegex(
        @"^(?:public|internal)\s+(?:static |sealed |abstract |unsafe |partial |readonly )*(?:class|record struct|record|interface|enum|struct)\s+(\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Words();
}
