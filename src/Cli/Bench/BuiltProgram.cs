using System.Diagnostics;
using System.Text.Json;

namespace VoiceSmith.Cli.Bench;

/// <summary>A program of this repository, built from a commit or in a folder, whose benchmarks can be run.</summary>
/// <param name="name">The commit or folder.</param>
/// <param name="path">Path of <c>voicesmith.dll</c>.</param>
internal sealed class BuiltProgram(string name, string path)
{
    private const string Assembly = "voicesmith.dll";

    /// <summary>The commit or folder as it was given.</summary>
    public string Name => name;

    /// <summary>Finds a built program, or checks a commit out and builds it.</summary>
    /// <param name="name">A folder with a built program, or a git commit.</param>
    /// <param name="repository">A working tree of the repository.</param>
    /// <param name="work">Folder for the build.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <exception cref="ComparedProgramException">VS6002: there is no such commit, or it cannot be built.</exception>
    public static async Task<BuiltProgram> OfAsync(
        string name,
        string repository,
        string work,
        CancellationToken cancellationToken
    )
    {
        if (File.Exists(Path.Combine(name, Assembly)))
            return new(name, Path.GetFullPath(Path.Combine(name, Assembly)));
        var (tree, output) = (Path.Combine(work, "tree"), Path.Combine(work, "built"));
        await Console.Error.WriteLineAsync($"Building {name}");
        await RunAsync(name, "git", ["-C", repository, "worktree", "add", "--detach", tree, name], cancellationToken);
        try
        {
            string[] build =
            [
                "build", Path.Combine(tree, "src", "Cli"), "-c", "Release", "-v:q", "-o", output,
                "-p:RunAnalyzers=false", "-p:BuildWebClient=false",
            ];
            await RunAsync(name, "dotnet", build, cancellationToken);
        }
        finally
        {
            string[] remove = ["-C", repository, "worktree", "remove", "--force", tree];
            await RunAsync(name, "git", remove, CancellationToken.None);
        }
        return new(name, Path.Combine(output, Assembly));
    }

    /// <summary>Runs a benchmark; its figures that are numbers.</summary>
    /// <param name="arguments">The benchmark and its options.</param>
    /// <param name="cancellationToken">Ends the benchmark.</param>
    /// <exception cref="ComparedProgramException">VS6002: it failed.</exception>
    public async Task<Dictionary<string, double>> MeasureAsync(
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        string[] command = ["exec", path, "bench", .. arguments, "--json"];
        var said = await RunAsync(name, "dotnet", command, cancellationToken);
        using var figures = JsonDocument.Parse(said.TrimEnd().Split('\n')[^1]);
        return figures
            .RootElement.EnumerateObject()
            .Where(figure => figure.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(figure => figure.Name, figure => figure.Value.GetDouble());
    }

    private static async Task<string> RunAsync(
        string name,
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        try
        {
            var (said, errors) = (
                process.StandardOutput.ReadToEndAsync(cancellationToken),
                process.StandardError.ReadToEndAsync(cancellationToken)
            );
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await said
                : throw new ComparedProgramException(name, (await said + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

/// <summary>A program to be compared cannot be built or run.</summary>
/// <param name="name">Its commit or folder.</param>
/// <param name="said">Output of the command that failed.</param>
public sealed class ComparedProgramException(string name, string said)
    : VoiceSmithException(
        "VS6002",
        what: $"'{name}' cannot be compared.",
        why: said.Length > 0 ? said : "The command that builds or runs it failed without a word.",
        fix: "Name a commit of this repository, or a folder that contains voicesmith.dll."
    );
