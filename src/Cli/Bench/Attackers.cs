using System.Diagnostics;
using System.Globalization;
using VoiceSmith.Client;

namespace VoiceSmith.Cli.Bench;

/// <summary>
/// Clients that misbehave, in a process of their own: what they compute and hold is not the measured server's.
/// </summary>
/// <remarks>
/// The process reads the key, then the name of an attack for each, which an empty line ends; it answers with the number
/// of misdeeds. It ends with its input, and so with the process that measures.
/// </remarks>
internal sealed class Attackers : IAsyncDisposable
{
    private readonly Process _process;

    private Attackers(Process process) => _process = process;

    /// <summary>Name of the hidden subcommand of <c>bench</c> that is this process's program.</summary>
    public const string Command = "attack";

    /// <summary>Starts the process.</summary>
    /// <param name="server">The server; on this machine.</param>
    /// <param name="key">API key, which makes the attackers a caller apart; null for none.</param>
    /// <param name="connections">Connections that are held half-open.</param>
    /// <param name="cancels">Utterances that are cancelled at once.</param>
    public static async Task<Attackers> StartAsync(Uri server, string? key, int connections, int cancels)
    {
        string[] arguments =
        [
            "exec", typeof(Attackers).Assembly.Location, "bench", Command, "--port", $"{server.Port}", "--connections",
            $"{connections}", "--cancels", $"{cancels}",
        ];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var attackers = new Attackers(Process.Start(start)!);
        await attackers.TellAsync(key ?? "");
        return attackers;
    }

    /// <summary>Attacks in one way until it is cancelled or all has been done.</summary>
    /// <param name="name">Name of the attack.</param>
    /// <param name="over">Ends the attack.</param>
    /// <returns>Number of misdeeds.</returns>
    /// <exception cref="IOException">The process has ended.</exception>
    public async Task<long> RunAsync(string name, CancellationToken over)
    {
        await TellAsync(name);
        var answer = _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
        await Task.WhenAny(answer, Task.Delay(Timeout.Infinite, over));
        await TellAsync("");
        return long.Parse(
            await answer ?? throw new IOException("The attackers' process has ended."),
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>The process's program: attacks as it is told by standard input, until that ends.</summary>
    /// <param name="port">The server's port on this machine: no other is attacked.</param>
    /// <param name="connections">Connections that are held half-open.</param>
    /// <param name="cancels">Utterances that are cancelled at once.</param>
    public static async Task ServeAsync(int port, int connections, int cancels)
    {
        var attacks = Misbehaviour.All(connections, cancels).ToDictionary(one => one.Name);
        // Console.In would block: an attack that has done all would not be reported.
        using var orders = new StreamReader(Console.OpenStandardInput());
        var key = await orders.ReadLineAsync();
        var target = new AttackTarget(new($"http://127.0.0.1:{port}/"), key is { Length: > 0 } ? key : null);
        // an attack of a second is not to be over before its client is compiled
        await using (await VoiceSmithClient.ConnectAsync(target.Server, new() { ApiKey = target.Key })) { }
        while (await orders.ReadLineAsync() is { } name)
        {
            using var over = new CancellationTokenSource();
            var attack = Task.Run(() => attacks[name].RunAsync(target, over.Token));
            var told = orders.ReadLineAsync(CancellationToken.None).AsTask();
            await Task.WhenAny(attack, told);
            await over.CancelAsync();
            Console.WriteLine((await attack).ToString(CultureInfo.InvariantCulture));
            await told;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }
}
