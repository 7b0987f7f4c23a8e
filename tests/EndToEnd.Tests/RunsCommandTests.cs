using System.Text.RegularExpressions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// <c>voicesmith runs</c> against a server, from recordings to a version that speaks, and back to nothing.
/// </summary>
public sealed partial class RunsCommandTests(RunsCommandTests.Server server)
    : IClassFixture<RunsCommandTests.Server>,
        IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-runs-").FullName;

    [Fact(Timeout = 300_000)]
    public async Task Runs_FromRecordingsToAVersionAndBack()
    {
        Assert.Equal("No data set is there.\nNo run is there.\n", await DoneAsync("list"));
        var output = await DoneAsync([
            "start",
            "--data",
            .. Write(Tones.Recordings(4)),
            "--name", "linda", "--consent", "My own voice.", "--steps", "4", "--by", "me", "--follow",
        ]);
        Assert.Matches(
            """^linda-\w{6}: 4 recordings, [0-9.]+ s, 1 for validation\nRun linda-\w{6} is (queued|running): tiny \w+ learns linda\.\nqueued at step 0\n""",
            output
        );
        Assert.EndsWith("done at step 4\n", output, StringComparison.Ordinal);
        var (set, run) = (Id().Match(output).Value, RunId().Match(output).Groups[1].Value);
        var list = await DoneAsync("list");
        Assert.Matches($@"{set}\s+linda\s+ready\s+4\s", list);
        Assert.Matches($@"{run}\s+linda\s+tiny\s+done\s+4/4\s+1 2 3 4\s", list);
        Assert.Contains("done at step 4", await DoneAsync("follow", run), StringComparison.Ordinal);
        Assert.StartsWith("VS4041: ", await RefusedAsync("promote", run, "--step", "9"), StringComparison.Ordinal);
        Assert.StartsWith(
            "tiny speaks with step 4 from now on",
            await DoneAsync("promote", run),
            StringComparison.Ordinal
        );

        Assert.StartsWith("VS4043: The run", await RefusedAsync("delete", run), StringComparison.Ordinal);
        Assert.StartsWith("VS4043: The data set", await RefusedAsync("delete-data", set), StringComparison.Ordinal);
        Assert.Equal(
            0,
            (await CommandLineProcess.RunHereAsync("rollback", "tiny", "--server", server.Address.ToString())).ExitCode
        );
        Assert.Equal($"The run {run} is deleted.\n", await DoneAsync("delete", run));
        Assert.Equal($"The data set {set} is deleted.\n", await DoneAsync("delete-data", set));
        Assert.Equal("No data set is there.\nNo run is there.\n", await DoneAsync("list"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(server.Training, "runs")));
    }

    [Fact(Timeout = 300_000)]
    public async Task Data_UploadedListedAndDeleted_AndSoundsOfARunAreFetched()
    {
        var files = Write([.. Tones.Recordings(4), ("mute.wav", Tones.Recordings(1).First().Content)]);
        var output = await DataAsync(["upload", .. files, "--name", "linda", "--licence", "CC0 1.0"]);
        Assert.Matches(@"^linda-\w{6}: 4 recordings, [0-9.]+ s, 1 for validation; left out: 1 NoTranscript\n$", output);
        var set = Id().Match(output).Value;
        Assert.Matches($@"{set}\s+linda\s+ready\s+4\s", await DataAsync("list"));
        Assert.StartsWith($"{set}: 4 recordings", await DataAsync("check", set), StringComparison.Ordinal);
        var recordings = await DataAsync("recordings", set);
        Assert.Matches(@"clip0\s+1\.\d\s+Hello there\.", recordings);
        Assert.Matches(@"mute\s+0\.0\s+\S", recordings);

        var run = RunId()
            .Match(
                await DoneAsync(
                    "start",
                    "--data",
                    set,
                    "--name", "linda", "--consent", "My own voice.", "--steps", "2", "--validate-every",
                    "1"
                )
            )
            .Groups[1]
            .Value;
        var sounds = Path.Combine(_folder, "sounds");
        Assert.EndsWith(
            "done at step 2\n",
            await DoneAsync("follow", run, "--sounds", sounds),
            StringComparison.Ordinal
        );
        Assert.Equal(2, Directory.GetFiles(sounds, "*.wav").Length);
        Assert.Equal($"The run {run} is deleted.\n", await DoneAsync("delete", run));
        Assert.Equal($"The data set {set} is deleted.\n", await DataAsync("delete", set));
    }

    [Fact(Timeout = 300_000)]
    public async Task Data_LongRecording_ItsDoubtfulPiecesAreDecided()
    {
        Assert.SkipUnless(Models.Voice.HasEmbedded, "The build has no voice whose aligner could cut.");
        var files = Write(Tones.Recordings(2).Concat(SpokenChapter.Files()));
        var output = await DataAsync(["upload", .. files, "--name", "linda"]);
        Assert.Matches(@"^linda-\w{6}: 6 recordings, .*left out: 2 Doubtful", output);
        var set = Id().Match(output).Value;
        var sounds = Path.Combine(_folder, "pieces");
        var doubtful = await DataAsync("recordings", set, "--doubtful", "--sounds", sounds);
        var pieces = Directory.GetFiles(sounds).Select(path => Path.GetFileNameWithoutExtension(path)!).ToArray();
        Assert.All(pieces, piece => Assert.Contains(piece, doubtful, StringComparison.Ordinal));
        Assert.Matches(
            $@"^{set}: 7 recordings",
            await DataAsync("decide", set, pieces[0], "--text", "One line.")
        );
        Assert.Matches($@"^{set}: 6 recordings", await DataAsync("decide", set, "clip0", "--drop"));
        Assert.Contains("One line.", await DataAsync("recordings", set), StringComparison.Ordinal);
        await DataAsync("delete", set);
    }

    [Fact(Timeout = 300_000)]
    public async Task Runs_PausedResumedStopped_AreDeletedAfterThat()
    {
        var output = await DoneAsync([
            "start",
            "--data",
            .. Write(Tones.Recordings(4)),
            "--name", "linda", "--consent", "My own voice.", "--steps", "5000",
        ]);
        var run = RunId().Match(output).Groups[1].Value;
        Assert.StartsWith("VS4040: ", await RefusedAsync("delete", run), StringComparison.Ordinal);
        Assert.StartsWith(
            "VS4034: ",
            await RefusedAsync("delete-data", Id().Match(output).Value),
            StringComparison.Ordinal
        );
        Assert.StartsWith($"Run {run} is paused at step ", await DoneAsync("pause", run), StringComparison.Ordinal);
        Assert.StartsWith("VS4040: ", await RefusedAsync("pause", run), StringComparison.Ordinal);
        Assert.Matches($"^Run {run} is (queued|running) at step ", await DoneAsync("resume", run));
        Assert.StartsWith($"Run {run} is stopped at step ", await DoneAsync("stop", run), StringComparison.Ordinal);
        Assert.EndsWith(
            $"stopped at step {Step().Match(await DoneAsync("follow", run)).Groups[1]}\n",
            await DoneAsync("follow", run),
            StringComparison.Ordinal
        );
        Assert.Equal($"The run {run} is deleted.\n", await DoneAsync("delete", run));
        await DataAsync("delete", Id().Match(output).Value);
    }

    [Fact(Timeout = 300_000)]
    public async Task Runs_AskedForWhatIsNotThere_SayWhatToDo()
    {
        Assert.StartsWith(
            "VS4031: There is no run 'nobody'.",
            await RefusedAsync("follow", "nobody"),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "VS6001: A file or folder cannot be read or written. Could not find file",
            await RefusedAsync("start", "--data", "nothing.wav", "--name", "linda", "--consent", "Yes."),
            StringComparison.Ordinal
        );
        var mute = Write(Tones.Recordings(2).Where(file => file.Name.EndsWith(".wav", StringComparison.Ordinal)));
        Assert.Contains(
            "Send a .txt of the same name with each sound",
            await RefusedAsync(["start", "--data", .. mute, "--name", "linda", "--consent", "Yes."]),
            StringComparison.Ordinal
        );
        Assert.Equal("No data set is there.\nNo run is there.\n", await DoneAsync("list"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex(@"linda-\w{6}")]
    private static partial Regex Id();

    [GeneratedRegex(@"Run (linda-\w{6}) is")]
    private static partial Regex RunId();

    [GeneratedRegex(@"stopped at step (\d+)")]
    private static partial Regex Step();

    private string[] Write(IEnumerable<(string Name, byte[] Content)> files) =>
        [
            .. files.Select(file =>
            {
                var path = Path.Combine(_folder, file.Name);
                File.WriteAllBytes(path, file.Content);
                return path;
            }),
        ];

    private Task<string> DataAsync(params string[] arguments) => DoneAsync("data", arguments);

    private Task<string> DoneAsync(params string[] arguments) => DoneAsync("runs", arguments);

    private async Task<string> DoneAsync(string command, string[] arguments)
    {
        var (exitCode, output) = await RunAsync(command, arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private async Task<string> RefusedAsync(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync("runs", arguments);
        Assert.Equal(1, exitCode);
        return output;
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string command, string[] arguments)
    {
        var (exitCode, output) = await CommandLineProcess.RunHereAsync([
            command,
            .. arguments,
            "--server",
            server.Address.ToString(),
        ]);
        return (exitCode, output.ReplaceLineEndings("\n"));
    }

    /// <summary>The server of all tests, which leave no run and no data set behind.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly ServerProcess _server;

        public Server() =>
            _server = new()
            {
                CanTune = true,
                Settings = ["--Training:Enabled", "true", "--Training:Folder", Training, .. LenientGate.Settings],
            };

        public string Training { get; } = Directory.CreateTempSubdirectory("voicesmith-training-").FullName;

        public Uri Address => _server.Address;

        public ValueTask InitializeAsync() => _server.InitializeAsync();

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            Directory.Delete(Training, recursive: true);
        }
    }
}
