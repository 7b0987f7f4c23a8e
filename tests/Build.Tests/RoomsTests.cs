using System.Text.RegularExpressions;

namespace VoiceSmith.Build.Tests;

/// <summary>The projects' folders, each of which is one namespace: none needs another that needs it in turn.</summary>
public sealed partial class RoomsTests
{
    public static TheoryData<string> Projects =>
        [.. Sources?.EnumerateDirectories().Select(project => project.Name) ?? []];

    private static DirectoryInfo? Sources { get; } =
        Repository.Root is { } root ? new(Path.Combine(root.FullName, "src")) : null;

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_NeedEachOtherOneWay(string project)
    {
        var (types, files) = Read(Path.Combine(Sources!.FullName, project));
        Assert.NotEmpty(types);
        var needs = files
            .GroupBy(file => file.Room)
            .ToDictionary(room => room.Key, room => room.SelectMany(file => NeedsOf(file, types)).ToHashSet());
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
        string[] both = ["Text", "Sound"];
        Assert.Equal(["Sound"], NeedsOf(new("Text", "new Voice(Lexicon.Empty, other.Voice)", both), types));
        Assert.Empty(NeedsOf(new("Sound", "Voice.Load(path).Lexicon", both), types));
        Assert.Empty(NeedsOf(new("Text", "public int Voice { get; }", ["Text"]), types));
    }

    private static IEnumerable<string> NeedsOf(SourceFile file, Dictionary<string, string> types) =>
        Words()
            .Matches(file.Code)
            .Select(word => word.Value)
            .Where(types.ContainsKey)
            .Select(name => types[name])
            .Where(other => other != file.Room && file.Scope.Contains(other))
            .Distinct();

    /// <summary>Types by name, with the folder that declares them; and the files.</summary>
    private static (Dictionary<string, string> Types, List<SourceFile> Files) Read(string root)
    {
        var (types, files) = (new Dictionary<string, string>(), new List<SourceFile>());
        var project = Path.GetFileName(root);
        foreach (var path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var room = Path.GetDirectoryName(Path.GetRelativePath(root, path))!;
            if (room.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj")
                continue;
            var text = string.Join(
                '\n',
                File.ReadLines(path).Select(line => Texts().Replace(Comment().Replace(line, ""), ""))
            );
            files.Add(new(room, text, [.. ScopeOf(room, project, text)]));
            foreach (Match type in Declaration().Matches(text))
                Assert.True(
                    types.TryAdd(type.Groups[1].Value, room) || types[type.Groups[1].Value] == room,
                    $"'{type.Groups[1].Value}' is declared in '{room}' and in '{types[type.Groups[1].Value]}'"
                );
        }
        return (types, files);
    }

    /// <summary>Folders whose types a file can name: its own, those around it, those that it imports.</summary>
    private static IEnumerable<string> ScopeOf(string room, string project, string text)
    {
        for (var around = room; ; around = Path.GetDirectoryName(around)!)
        {
            yield return around;
            if (around.Length == 0)
                break;
        }
        foreach (Match import in Import().Matches(text))
            if (import.Groups[1].Value == project)
                yield return import.Groups[2].Value.Replace('.', Path.DirectorySeparatorChar);
    }

    /// <summary>A file of C#.</summary>
    /// <param name="Room">Its folder, from the project's on.</param>
    /// <param name="Code">Its text without comments and literals.</param>
    /// <param name="Scope">Folders whose types it can name.</param>
    private sealed record SourceFile(string Room, string Code, IReadOnlyCollection<string> Scope);

    [GeneratedRegex(@"\s*//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""")]
    private static partial Regex Texts();

    [GeneratedRegex(
        @"^(?:public|internal)\s+(?:static |sealed |abstract |unsafe |partial |readonly )*(?:class|record struct|record|interface|enum|struct)\s+(\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?VoiceSmith\.(\w+)\.?([\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Words();
}
