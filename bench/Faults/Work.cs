using System.Collections.Concurrent;
using System.Diagnostics;
using VoiceSmith.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;

namespace VoiceSmith.Bench.Faults;

/// <summary>
/// Speech, publications, uploads and training, all at once against a server that may go at any moment; remembers what
/// was finished, which must never be lost.
/// </summary>
/// <param name="work">The voices.</param>
/// <param name="server">The server.</param>
/// <param name="outcome">Receives counts and failures.</param>
internal sealed class Work(WorkFolder work, FaultyServer server, Outcome outcome) : IAsyncDisposable
{
    private const string Text = "The clock struck four. Nobody had told the caretaker.";
    private const int MostSets = 6;
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(700);

    private readonly CancellationTokenSource _over = new();
    private readonly Dictionary<string, byte[]> _expected = [];
    private readonly ConcurrentQueue<string> _sets = new();
    private readonly List<Task> _tasks = [];
    private readonly Random _random = new(1);
    private string _set = "",
        _run = "";
    private (string? Finished, int InFlight) _version;
    private long _reached,
        _finished;

    /// <summary>Things finished so far.</summary>
    public long Finished => Interlocked.Read(ref _finished);

    /// <summary>Renders what each version says, prepares a data set, starts a run and everything else.</summary>
    public async Task BeginAsync()
    {
        foreach (var number in new[] { 1, 2 })
        {
            using var voices = new VoiceRegistry();
            var voice = new ModelVoice(Voice.Load(work.VoiceOf(number)));
            voices.Publish(voice);
            using var engine = new SpeechEngine(voices, new() { Workers = 1 }, TimeProvider.System);
            var spoken = await new OfflineSynthesizer(engine).SpeakAsync(new(), Text, CancellationToken.None);
            using var wav = new MemoryStream();
            spoken.WriteWav(wav);
            _expected[voice.Info.Version] = wav.ToArray()[44..];
        }
        await using var client = server.Client();
        _set = (await UploadAsync(client)).Id;
        await client.Training.CheckAsync(_set);
        _run = (
            await client.Training.StartAsync(
                new()
                {
                    DataSet = _set,
                    Name = "linda",
                    User = "bench",
                    Consent = "A tone.",
                    Steps = 100_000,
                    BatchSize = 3,
                    ValidateEvery = 5,
                    AlignerSteps = 1,
                    SpeakerSteps = 1,
                }
            )
        ).Id;
        _tasks.Add(AgainAsync("spoken", SpeakAsync));
        _tasks.Add(AgainAsync("published", PublishAsync));
        _tasks.Add(AgainAsync("uploaded", UploadAndForgetAsync));
    }

    /// <summary>Checks that what was finished is there; the server runs.</summary>
    public async Task CheckAsync(string after)
    {
        await using var client = server.Client();
        string[] uploaded = [.. _sets, _set];
        var sets = (await client.Training.DataSetsAsync()).Select(set => set.Id).ToHashSet();
        foreach (var set in uploaded)
            outcome.Require(
                sets.Contains(set) || (set != _set && !_sets.Contains(set)), // deleted meanwhile
                $"{after}: the data set {set} is lost"
            );
        var run = await client.Training.RunAsync(_run);
        outcome.Require(
            run.State is "running" or "queued",
            $"{after}: the run is {run.State}: {run.Error}\n{server.Said}"
        );
        var newest = run.Checkpoints.DefaultIfEmpty().Max();
        outcome.Require(newest >= _reached, $"{after}: checkpoint {_reached} is lost, {newest} is the newest");
        var (finished, inFlight) = _version;
        var current = (await client.Voices.VersionsAsync("tiny")).Current;
        var undecided = inFlight > 0 || _version != (finished, 0); // one was broken off, or is under way
        outcome.Require(
            finished is null || _expected.ContainsKey(current),
            $"{after}: an unknown version {current} speaks"
        );
        outcome.Require(
            finished is null || current == finished || undecided,
            $"{after}: version {finished} was published, and {current} speaks"
        );
        _reached = Math.Max(_reached, newest);
    }

    /// <summary>Waits until something more is finished, and the run has another checkpoint now and then.</summary>
    public async Task ProgressAsync(int more, bool trains)
    {
        var (from, clock) = (Finished, Stopwatch.StartNew());
        while (Finished < from + more && clock.Elapsed < TimeSpan.FromMinutes(1))
            await Task.Delay(10);
        await using var client = server.Client();
        var reached = _reached;
        while (trains && clock.Elapsed < TimeSpan.FromMinutes(1))
        {
            var newest = (await client.Training.RunAsync(_run)).Checkpoints.DefaultIfEmpty().Max();
            if (newest > reached)
            {
                _reached = newest;
                outcome.Count("checkpoints_awaited");
                return;
            }
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_tasks);
        _over.Dispose();
    }

    private async Task AgainAsync(string what, Func<Task> act)
    {
        while (!_over.IsCancellationRequested)
            try
            {
                await Task.Run(act);
                outcome.Count(what);
                Interlocked.Increment(ref _finished);
            }
            catch (Exception error)
                when (error is VoiceSmithException or OperationCanceledException)
            {
                outcome.Count(what + "_broken_off");
                await Task.Delay(100);
            }
    }

    private async Task SpeakAsync()
    {
        await using var client = server.Client();
        var (version, pcm, ended) = ("", new List<byte>(), false);
        await foreach (var happened in client.SpeakAsync(new SpeakRequest(), Text, _over.Token))
            switch (happened)
            {
                case StartEvent start:
                    version = start.ModelVersion;
                    break;
                case AudioEvent audio:
                    pcm.AddRange(audio.Pcm.Span);
                    break;
                case EndEvent:
                    ended = true;
                    break;
            }
        outcome.Require(ended, "a stream ended without its end");
        outcome.Require(
            _expected.TryGetValue(version, out var whole) && whole.AsSpan().SequenceEqual(pcm.ToArray()),
            $"an utterance of version {version} has other bytes"
        );
        await Task.Delay(Silence); // training waits while somebody is spoken to
    }

    private async Task PublishAsync()
    {
        await using var client = server.Client();
        var number = 1 + _random.Next(2);
        Volatile.Write(ref _version.InFlight, 1);
        var published = await client.Voices.PublishAsync(work.VoiceOf(number), null, _over.Token);
        _version.Finished = published.Version;
        Volatile.Write(ref _version.InFlight, 0);
        await Task.Delay(300);
    }

    private async Task UploadAndForgetAsync()
    {
        await using var client = server.Client();
        var set = await UploadAsync(client);
        _sets.Enqueue(set.Id);
        if (_sets.Count > MostSets && _sets.TryDequeue(out var oldest))
            await client.Training.DeleteDataSetAsync(oldest, _over.Token);
        await Task.Delay(300);
    }

    private Task<DataSet> UploadAsync(VoiceSmithClient client) =>
        client.Training.UploadAsync(
            new(
                "clips",
                [.. Tones.Recordings(4).Select(one => new UploadFile(one.Name, new MemoryStream(one.Content)))]
            ),
            _over.Token
        );
}
