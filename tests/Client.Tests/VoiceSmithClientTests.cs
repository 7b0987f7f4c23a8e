using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VoiceSmith.Contracts;

namespace VoiceSmith.Client.Tests;

/// <summary>The client against servers that are not there, or that a test makes up.</summary>
public sealed class VoiceSmithClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task ConnectAsync_NoServer_SaysWhere()
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var error = await Assert.ThrowsAsync<ServerUnreachableException>(() =>
            VoiceSmithClient.ConnectAsync(address, cancellationToken: Token)
        );
        Assert.StartsWith(
            $"VS4024: No VoiceSmith server answers at {address}/.",
            error.Message,
            StringComparison.Ordinal
        );
        await using var client = new VoiceSmithClient(new(address));
        await Assert.ThrowsAsync<ServerUnreachableException>(() => client.Voices.ListAsync(Token));
        await Assert.ThrowsAsync<ServerUnreachableException>(async () =>
            await client.Training.FollowAsync("x", 0, Token).CountAsync(Token)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task ApiKey_IsSentWithEveryRequest()
    {
        var keys = new List<string?>();
        await using var server = await StartAsync(app =>
            app.Run(context =>
            {
                lock (keys)
                    keys.Add($"{context.Request.Path} {context.Request.Headers.Authorization}");
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            })
        );
        await using var client = new VoiceSmithClient(new(server.Urls.First()), new() { ApiKey = "secret" });
        var error = await Assert.ThrowsAsync<ServerRefusedException>(() => client.Voices.ListAsync(Token));
        Assert.Equal(401, error.Status);
        await Assert.ThrowsAsync<ServerUnreachableException>(() => client.VoteAsync("x", true, Token));
        Assert.Equal(["/api/voices Bearer secret", "/hubs/speech/negotiate Bearer secret"], keys);
    }

    [Fact(Timeout = 60_000)]
    public async Task Address_WithAPath_IsKept()
    {
        await using var server = await StartAsync(app =>
            app.MapGet("/voice/api/voices", () => new[] { new VoiceInfo("anna", "1", "en-US", [], 22050, 0, "") })
        );
        await using var client = new VoiceSmithClient(new Uri(new(server.Urls.First()), "voice"));
        Assert.Equal("anna", (await client.Voices.ListAsync(Token)).Single().Name);
    }

    [Fact(Timeout = 60_000)]
    public async Task FollowAsync_StreamThatBreaks_IsTakenUpBehindItsLastEvent()
    {
        var asked = new List<int>();
        var received = new TaskCompletionSource();
        await using var server = await StartAsync(app =>
            app.MapGet(
                "/api/runs/{id}/events",
                async (int from, HttpContext context) =>
                {
                    asked.Add(from);
                    context.Response.ContentType = "text/event-stream";
                    for (var number = from; number < 5; number++)
                    {
                        await context.Response.WriteAsync(
                            $$"""data: {"type":"saved","number":{{number}},"at":"2026-03-04T05:06:07Z","step":{{number}}}{{"\n\n"}}"""
                        );
                        await context.Response.Body.FlushAsync();
                        if (number != 2 || asked.Count > 1)
                            continue;
                        await received.Task.WaitAsync(Token);
                        context.Abort();
                    }
                }
            )
        );
        await using var client = new VoiceSmithClient(new(server.Urls.First()));
        var numbers = new List<int>();
        await foreach (var one in client.Training.FollowAsync("x", 1, Token))
        {
            numbers.Add(one.Number);
            if (one.Number == 2)
                received.TrySetResult();
        }
        Assert.Equal([1, 2, 3, 4], numbers);
        Assert.Equal([1, 3], asked);
    }

    private static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var server = builder.Build();
        map(server);
        await server.StartAsync(Token);
        return server;
    }
}
