using System.Text;
using VoiceSmith.Client;
using VoiceSmith.Streaming;

namespace VoiceSmith.Cli.Bench;

/// <summary>A server that trains while it is measured: the voice is tuned to sentences that it spoke itself.</summary>
internal sealed class TrainingLoad : IAsyncDisposable
{
    /// <summary>Steps that a measurement has no time for.</summary>
    public const int Steps = 400;

    private const int Recordings = 24,
        BatchSize = 2; // so few that each is told of, and more than there is time for

    private readonly VoiceSmithClient _client;
    private readonly string _folder,
        _run;
    private long _begun;

    private TrainingLoad(VoiceSmithClient client, string folder, string run) =>
        (_client, _folder, _run) = (client, folder, run);

    /// <summary>A new folder for a server to train in.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("voicesmith-").FullName;

    /// <summary>Options for the server's command line.</summary>
    /// <param name="place">Child or Server.</param>
    /// <param name="folder">Of <see cref="NewFolder"/>.</param>
    public static string[] Settings(string place, string folder) =>
        ["--Training:Enabled", "true", "--Training:Place", place, "--Training:Folder", folder];

    /// <summary>Starts a run, and waits until its first steps are done.</summary>
    /// <param name="server">The server.</param>
    /// <param name="folder">Of <see cref="NewFolder"/>.</param>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<TrainingLoad> StartAsync(
        BenchServer server,
        string folder,
        int steps,
        CancellationToken cancellationToken
    )
    {
        var client = new VoiceSmithClient(server.Address);
        var files = new List<UploadFile>();
        for (var i = 0; i < Recordings; i++)
        {
            var sentence = BenchTexts.Sentences[i % BenchTexts.Sentences.Count];
            var spoken = await new OfflineSynthesizer(server.Engine).SpeakAsync(
                new()
                {
                    Seed = (ulong)i,
                    Controls = new() { Rate = 0.9 + 0.01 * i },
                },
                sentence,
                cancellationToken
            );
            var wav = new MemoryStream();
            spoken.WriteWav(wav);
            files.Add(new($"{i}.wav", new MemoryStream(wav.ToArray())));
            files.Add(new($"{i}.txt", new MemoryStream(Encoding.UTF8.GetBytes(sentence))));
        }
        var set = await client.Training.UploadAsync(new("bench", files), cancellationToken);
        await client.Training.CheckAsync(set.Id, cancellationToken);
        var run = (
            await client.Training.StartAsync(
                new()
                {
                    DataSet = set.Id,
                    Name = "bench",
                    User = "bench",
                    Consent = "A voice learns from itself.",
                    Steps = steps,
                    BatchSize = BatchSize,
                    AlignerSteps = 2,
                    SpeakerSteps = 2,
                    ValidateEvery = steps,
                },
                cancellationToken
            )
        ).Id;
        var load = new TrainingLoad(client, folder, run);
        while (await load.StepAsync(cancellationToken) < 6) // all kinds of steps have occurred
            await Task.Delay(100, cancellationToken);
        load._begun = await load.StepAsync(cancellationToken);
        return load;
    }

    /// <summary>Steps since the first were done: whether it trained at all.</summary>
    public async Task<long> StepsAsync(CancellationToken cancellationToken) =>
        await StepAsync(cancellationToken) - _begun;

    public async ValueTask DisposeAsync()
    {
        await _client.Training.StopAsync(_run, CancellationToken.None);
        await _client.Training.FollowAsync(_run).CountAsync(CancellationToken.None); // they end when its worker has
        await _client.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<long> StepAsync(CancellationToken cancellationToken)
    {
        var run = await _client.Training.RunAsync(_run, cancellationToken);
        return run.State is "running" or "queued"
            ? run.Step
            : throw new VoiceSmithException(
                "VS4000",
                "The run to measure by ended.",
                run.Error ?? "",
                "See why, and measure again."
            );
    }
}
