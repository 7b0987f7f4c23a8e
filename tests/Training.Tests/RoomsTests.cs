using System.Text.RegularExpressions;

namespace VoiceSmith.Training.Tests;

/// <summary>The folders of the project, which is one namespace each.</summary>
public sealed partial class RoomsTests
{
    /// <summary>Types by name, with the folder that declares them; and the code of each folder without comments and texts.</summary>
    private static (Dictionary<string, string> Types, Dictionary<string, string> Code) Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VoiceSmith.sln")))
            folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The tests run outside the repository.");
        var root = Path.Combine(folder!.FullName, "src", "Training");
        var (types, code) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        foreach (var path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var room = Path.GetDirectoryName(Path.GetRelativePath(root, path))!;
            if (room.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj")
                continue;
            var text = string.Join('\n', File.ReadLines(path).Select(line => Texts().Replace(Comment().Replace(line, ""), "")));
            code[room] = code.GetValueOrDefault(room, "") + text;
            foreach (Match type in Declaration().Matches(text))
                Assert.True(types.TryAdd(type.Groups[1].Value, room) || types[type.Groups[1].Value] == room,
                    $"'{type.Groups[1].Value}' is declared in '{room}' and in '{types[type.Groups[1].Value]}'");
        }
        return (types, code);
    }

    [Fact]
    public void Folders_OfTheProject_NeedEachOtherOneWay()
    {
        var (types, code) = Read();
        var needs = code.ToDictionary(room => room.Key, room => Words().Matches(room.Value).Select(word => word.Value)
            .Where(types.ContainsKey).Select(name => types[name]).Where(other => other != room.Key).ToHashSet());
        Assert.NotEmpty(needs["Joint"]);
        while (needs.FirstOrDefault(room => room.Value.Count == 0).Key is { } free)
        {
            needs.Remove(free);
            foreach (var others in needs.Values)
                others.Remove(free);
        }
        Assert.True(needs.Count == 0, "In a circle: " + string.Join("; ", needs.Select(room => $"'{room.Key}' needs {string.Join(", ", room.Value)}")));
    }

    [GeneratedRegex(@"\s*//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""")]
    private static partial Regex Texts();

    [GeneratedRegex(@"^(?:public|internal)\s+(?:static |sealed |abstract |unsafe |partial |readonly )*(?:class|record struct|record|interface|enum|struct)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Words();
}
