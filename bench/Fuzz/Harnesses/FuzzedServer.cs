using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceSmith.Hub;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>The real server in this process, with fake voices; its errors that have no code are findings.</summary>
internal sealed class FuzzedServer
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Lazy<Uri> _address;

    public FuzzedServer()
    {
        WyomingPort = FreePort();
        _address = new(() => StartAsync().GetAwaiter().GetResult());
    }

    /// <summary>Its address; it is started when it is first asked for.</summary>
    public Uri Address => _address.Value;

    public int WyomingPort { get; }

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Talks to the server, and fails where it takes too long or logs an error that has no code.</summary>
    public void Judge(Func<CancellationToken, Task> talk)
    {
        _ = Address;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            talk(patience.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException("The server did not answer within 20 s.");
        }
        if (_errors.TryDequeue(out var error))
            throw new InvalidOperationException($"The server logged: {error}");
    }

    private async Task<Uri> StartAsync()
    {
        var registry = new VoiceRegistry();
        registry.Publish(new FakeVoice("anna", "01"));
        registry.Publish(new FakeVoice("bert", "02"));
        var folder = Directory.CreateTempSubdirectory("voicesmith-fuzz").FullName;
        var server = await SpeechServer.BuildAsync(
            [
                "--urls", "http://127.0.0.1:0", "--Voices:Folder", Path.Combine(folder, "voices"),
                "--Training:Folder", Path.Combine(folder, "training"), "--Wyoming:Port", $"{WyomingPort}",
                "--Logging:LogLevel:Default", "Error",
            ],
            registry
        );
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(new Errors(_errors));
        await server.StartAsync();
        return new(server.Urls.First());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Errors that were logged and have no code.</summary>
    private sealed class Errors(ConcurrentQueue<string> errors) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel >= LogLevel.Error && exception is not VoiceSmithException)
                errors.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose() { }
    }
}
