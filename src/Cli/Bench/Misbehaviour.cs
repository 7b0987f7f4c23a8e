using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Bench;

/// <summary>A server under attack.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Key">API key of those who attack, which makes them a caller apart; null for none.</param>
internal sealed record AttackTarget(Uri Server, string? Key = null);

/// <summary>Clients that misbehave in one way.</summary>
/// <param name="Name">Name of the attack in figures.</param>
/// <param name="RunAsync">
/// Misbehaves until it is cancelled or has done all that it does; returns how often it did it. Errors are the server's
/// defence and are not reported.
/// </param>
internal sealed record Misbehaviour(string Name, Func<AttackTarget, CancellationToken, Task<long>> RunAsync)
{
    private const int Readers = 16,
        Clients = 4,
        FloodOfCalls = 40,
        HeaderKilobytes = 256;

    /// <summary>Name of the attack that has an end of its own.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Names of all attacks.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All(0, 0).Select(one => one.Name)];

    /// <summary>Every way there is.</summary>
    /// <param name="connections">Connections that are held half-open.</param>
    /// <param name="cancels">Utterances that are cancelled at once.</param>
    public static IReadOnlyList<Misbehaviour> All(int connections, int cancels) =>
        [
            new("half_open", (target, over) => HalfOpenAsync(target, connections, over)),
            new("slow_readers", (target, over) => TogetherAsync(Readers, _ => ReadSlowlyAsync(target, over))),
            new("endless_text", (target, over) => TogetherAsync(Clients, _ => SpeakEndlesslyAsync(target, over))),
            new("one_byte_pieces", (target, over) => TogetherAsync(Clients, _ => SendBytesAsync(target, over))),
            new("stop_and_resume", (target, over) => TogetherAsync(Clients, _ => StopAndResumeAsync(target, over))),
            new("header_bombs", (target, over) => TogetherAsync(Clients, _ => SendHeadersAsync(target, over))),
            new(
                Cancelled,
                (target, over) =>
                    TogetherAsync(Clients, client => CancelAsync(target, cancels / Clients, client, over))
            ),
        ];

    private static async Task<long> TogetherAsync(int clients, Func<int, Task<long>> run) =>
        (await Task.WhenAll(Enumerable.Range(0, clients).Select(run))).Sum();

    /// <summary>Connections that begin a request and never end it; replaced as the server closes them.</summary>
    private static async Task<long> HalfOpenAsync(AttackTarget target, int connections, CancellationToken over)
    {
        var (open, opened) = (new Queue<TcpClient>(), 0L);
        try
        {
            while (true)
            {
                if (open.Count == connections)
                {
                    await Task.Delay(10, over);
                    open.Dequeue().Dispose();
                }
                var client = new TcpClient();
                open.Enqueue(client);
                await client.ConnectAsync(target.Server.Host, target.Server.Port, over);
                await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: "u8.ToArray(), over);
                opened++;
            }
        }
        catch (Exception error) when (IsExpected(error))
        {
            return opened;
        }
        finally
        {
            foreach (var client in open)
                client.Dispose();
        }
    }

    /// <summary>Asks for much sound, says that it is there, and takes nothing of it.</summary>
    private static Task<long> ReadSlowlyAsync(AttackTarget target, CancellationToken over) =>
        AgainAsync(
            async () =>
            {
                using var hub = await RawHub.ConnectAsync(target.Server, target.Key, over);
                await hub.SpeakAsync(BenchTexts.OfWords(2000), over);
                for (var pings = 0; pings < 20; pings++)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), over);
                    await hub.PingAsync(over);
                }
                return 1;
            },
            over
        );

    private static Task<long> SpeakEndlesslyAsync(AttackTarget target, CancellationToken over) =>
        WithClientAsync(
            target,
            async client =>
            {
                var pieces = 0L;
                await foreach (var _ in client.SpeakAsync(new(), Endless(), over)) { }
                return pieces;

                async IAsyncEnumerable<string> Endless()
                {
                    while (true)
                    {
                        pieces++;
                        await Task.Yield();
                        yield return "and so on and so forth ";
                    }
                }
            },
            over
        );

    private static Task<long> SendBytesAsync(AttackTarget target, CancellationToken over) =>
        WithClientAsync(
            target,
            async client =>
            {
                var text = BenchTexts.OfWords(300);
                using var leave = CancellationTokenSource.CreateLinkedTokenSource(over);
                leave.CancelAfter(TimeSpan.FromSeconds(2));
                try
                {
                    var pieces = text.Select(letter => letter.ToString()).ToAsyncEnumerable();
                    await foreach (var _ in client.SpeakAsync(new() { MaxLead = 1 }, pieces, leave.Token)) { }
                }
                catch (OperationCanceledException) when (!over.IsCancellationRequested)
                {
                    // Enough of it.
                }
                return text.Length;
            },
            over
        );

    private static Task<long> StopAndResumeAsync(AttackTarget target, CancellationToken over) =>
        WithClientAsync(
            target,
            async client =>
            {
                var speech = client.SpeakAsync(new() { MaxLead = 1 }, BenchTexts.OfWords(100), over);
                await foreach (var happened in speech)
                {
                    if (happened is not AudioEvent)
                        continue;
                    var resumed = Enumerable
                        .Range(0, FloodOfCalls)
                        .Select(number => ResumeAsync(client, speech, stays: number % 2 == 0, over));
                    await Task.WhenAll(
                        resumed.Concat(Enumerable.Range(0, FloodOfCalls).Select(_ => (Task)speech.StopAsync(0, over)))
                    );
                    break;
                }
                return 2 * FloodOfCalls;
            },
            over
        );

    /// <summary>Resumes an utterance, and leaves it or reads no more of it while the server goes on.</summary>
    private static async Task ResumeAsync(VoiceSmithClient client, Speech speech, bool stays, CancellationToken over)
    {
        var resumed = client.ResumeAsync(speech.Utterance!, 0, over).GetAsyncEnumerator(over);
        try
        {
            await resumed.MoveNextAsync();
            if (!stays)
                await resumed.DisposeAsync();
        }
        catch (VoiceSmithException)
        {
            // There is no room for so many, or it was stopped.
        }
    }

    /// <summary>Requests whose headers are longer than any server takes, one after another.</summary>
    private static Task<long> SendHeadersAsync(AttackTarget target, CancellationToken over) =>
        AgainAsync(
            async () =>
            {
                using var client = new TcpClient();
                await client.ConnectAsync(target.Server.Host, target.Server.Port, over);
                var line = Encoding.ASCII.GetBytes($"X-Bomb: {new string('b', 1000)}\r\n");
                await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n"u8.ToArray(), over);
                for (var lines = 0; lines < HeaderKilobytes; lines++)
                    await client.GetStream().WriteAsync(line, over);
                return 1;
            },
            over
        );

    private static async Task<long> CancelAsync(AttackTarget target, int cancels, int seed, CancellationToken over)
    {
        var (random, done) = (new Random(seed), 0L);
        while (done < cancels && !over.IsCancellationRequested)
            await WithClientAsync(
                target,
                async client =>
                {
                    using var leave = CancellationTokenSource.CreateLinkedTokenSource(over);
                    var events = random.Next(4);
                    try
                    {
                        var text = BenchTexts.Sentences[random.Next(BenchTexts.Sentences.Count)];
                        if (events == 0)
                            leave.CancelAfter(random.Next(20));
                        await foreach (var _ in client.SpeakAsync(new(), text, leave.Token))
                            if (--events == 0)
                                await leave.CancelAsync();
                    }
                    catch (OperationCanceledException) when (!over.IsCancellationRequested)
                    {
                        // As intended.
                    }
                    return ++done;
                },
                cancels,
                over
            );
        return done;
    }

    private static Task<long> WithClientAsync(
        AttackTarget target,
        Func<VoiceSmithClient, Task<long>> act,
        CancellationToken over
    ) => WithClientAsync(target, act, int.MaxValue, over);

    /// <summary>A client that tries to connect until it can, and then acts.</summary>
    private static async Task<long> WithClientAsync(
        AttackTarget target,
        Func<VoiceSmithClient, Task<long>> act,
        int times,
        CancellationToken over
    )
    {
        for (var tries = 1L; ; tries++)
            try
            {
                await using var client = await VoiceSmithClient.ConnectAsync(
                    target.Server,
                    new() { ApiKey = target.Key, ReconnectFor = TimeSpan.Zero },
                    over
                );
                return await AgainAsync(() => act(client), times, over);
            }
            catch (Exception error) when (IsExpected(error))
            {
                if (over.IsCancellationRequested)
                    return tries;
                await Task.Delay(20, CancellationToken.None);
            }
    }

    private static Task<long> AgainAsync(Func<Task<long>> act, CancellationToken over) =>
        AgainAsync(act, int.MaxValue, over);

    private static async Task<long> AgainAsync(Func<Task<long>> act, int times, CancellationToken over)
    {
        var sum = 0L;
        for (; times > 0 && !over.IsCancellationRequested; times--)
            try
            {
                sum += await act();
            }
            catch (Exception error) when (IsExpected(error))
            {
                sum++;
                await Task.Delay(20, CancellationToken.None);
            }
        return sum;
    }

    private static bool IsExpected(Exception error) =>
        error
            is OperationCanceledException
                or VoiceSmithException
                or IOException
                or SocketException
                or WebSocketException
                or ObjectDisposedException;
}
