using System.Text.Json;
using VoiceSmith.Studio.Runs;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Studio.Tests;

/// <summary>The files of a run, whose format is fixed.</summary>
public sealed class StoredRunTests : IDisposable
{
    private const string Events = """
        {"type":"state","number":0,"at":"2026-11-26T07:00:00Z","step":0,"state":"running"}
        {"type":"started","number":1,"at":"2026-11-26T07:00:01Z","step":0,"steps":12}
        {"type":"progress","number":2,"at":"2026-11-26T07:00:02Z","step":4,"losses":{"mel":1.5},"stepsPerSecond":2.5,"secondsLeft":3.2}
        {"type":"validated","number":3,"at":"2026-11-26T07:00:03Z","step":4,"losses":{"mel":1.25},"files":[{"kind":"alignment","name":"clip0","url":"/api/runs/linda-1/files/a%20b.png"}],"score":0.5,"best":true}
        {"type":"saved","number":4,"at":"2026-11-26T07:00:04Z","step":4,"best":true}
        {"type":"skipped","number":5,"at":"2026-11-26T07:00:05Z","step":5,"error":"The loss is not finite."}
        {"type":"promoted","number":6,"at":"2026-11-26T07:00:06Z","step":4,"promotion":{"step":4,"voice":"tiny","version":"abc","by":"me","at":"2026-11-26T07:00:06Z"}}
        {"type":"state","number":7,"at":"2026-11-26T07:00:07Z","step":5,"state":"failed","error":"VS4037: it ended."}

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-run").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_OfAnEarlierServer_AreReadAndWrittenTheSame()
    {
        var (old, copy) = (Path.Combine(_folder, "old.jsonl"), Path.Combine(_folder, "copy.jsonl"));
        await File.WriteAllTextAsync(old, Events + "{\"type\":\"sta", Token); // the server was killed
        var events = await new RunLog(old).FollowAsync(0, Token).ToListAsync(Token);
        Assert.Equal(
            [
                typeof(RunStateChanged),
                typeof(RunStarted),
                typeof(RunProgressed),
                typeof(RunValidated),
                typeof(RunSaved),
                typeof(RunStepSkipped),
                typeof(RunPromoted),
                typeof(RunStateChanged),
            ],
            events.Select(one => one.GetType())
        );
        Assert.Equal(ValidationFileKind.Alignment, Assert.IsType<RunValidated>(events[3]).Files[0].Kind);
        Assert.Equal(RunState.Failed, Assert.IsType<RunStateChanged>(events[7]).State);

        var log = new RunLog(copy);
        foreach (var one in events)
            log.Add(one);
        var (expected, written) = (await File.ReadAllLinesAsync(old, Token), await File.ReadAllLinesAsync(copy, Token));
        Assert.Equal(expected.Length, written.Length);
        foreach (var (before, after) in expected.Zip(written))
            Assert.True(
                JsonElement.DeepEquals(JsonDocument.Parse(before).RootElement, JsonDocument.Parse(after).RootElement),
                after
            );
    }

    [Fact]
    public async Task Events_WithADamagedLine_AreReadWithoutIt()
    {
        var path = Path.Combine(_folder, "damaged.jsonl");
        var damaged = Events
            .Replace("\"type\":\"saved\"", "\"typ#\":\"saved\"", StringComparison.Ordinal)
            .Replace("{\"type\":\"skipped\"", "}\"type\":\"skipped\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, damaged, Token);
        var events = await new RunLog(path).FollowAsync(0, Token).ToListAsync(Token);
        Assert.Equal([0, 1, 2, 3, 4, 5], events.Select(one => one.Number));
        Assert.Equal(RunState.Failed, Assert.IsType<RunStateChanged>(events[^1]).State);
    }

    [Fact]
    public void Start_OverDamagedRecordsAndHalfFiles_PassesThemOver()
    {
        var (set, half) = (Path.Combine(_folder, "datasets", "a"), Path.Combine(_folder, "datasets", "b"));
        Directory.CreateDirectory(set);
        Directory.CreateDirectory(half);
        File.WriteAllText(Path.Combine(set, "about.json"), """{"id":"a","name":"a","crea""");
        File.WriteAllText(Path.Combine(half, "about.json"), """{"id":"b","name":"b"}""");
        File.WriteAllText(Path.Combine(half, "about.json.77.partial"), "{");
        var options = Microsoft.Extensions.Options.Options.Create(new TrainingOptions { Folder = _folder });
        using var folder = new TrainingFolder(options);
        var data = new DataSets.DataSetStore(folder, new Work.ThreadWorkshop(), options, TimeProvider.System);
        Assert.Equal(["b"], data.All.Select(one => one.Id));
        Assert.Equal([set], folder.Unreadable.Select(one => one.Key));
        Assert.Equal(["about.json"], Directory.EnumerateFiles(half).Select(Path.GetFileName));
    }

    [Fact]
    public void Record_OfARun_HasTheNamesOfItsFormat()
    {
        var path = Path.Combine(_folder, "run.json");
        var run = new Run
        {
            Id = "linda-1",
            Name = "linda",
            State = RunState.Queued,
            DataSet = "clips-1",
            User = "me",
            Consent = "Mine.",
            Voice = "tiny",
            Parent = "abc",
            Promoted = [new(4, "tiny", "def", "me", DateTime.UnixEpoch)],
        };
        RunFolder.Write(_folder, run);
        var record = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        Assert.Equal("queued", record.GetProperty("state").GetString());
        Assert.Equal(
            [
                "alignerSteps", "batchSize", "caller", "checkpoints", "consent", "dataHash", "dataSet", "error", "id",
                "learningRate", "licence", "name", "parent", "promoted", "queued", "speakerSteps", "state", "step",
                "steps", "user", "validateEvery", "voice",
            ],
            record.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(run.Promoted, RunFolder.Open(_folder)!.Run.Promoted);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
