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

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectAsync_NoTransportOpens_IsUnreachableOrCancelled(bool cancelled)
    {
        const string answer = """
            {
              "negotiateVersion": 1, "connectionId": "a", "connectionToken": "b",
              "availableTransports": [
                { "transport": "WebSockets", "transferFormats": ["Text", "Binary"] },
                { "transport": "LongPolling", "transferFormats": ["Text", "Binary"] }
              ]
            }
            """;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = await StartAsync(app =>
            app.Run(async context =>
            {
                if (context.Request.Path.Value!.EndsWith("/negotiate", StringComparison.Ordinal))
                    await context.Response.WriteAsync(answer, Token);
                else
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                if (cancelled && context.Response.StatusCode == StatusCodes.Status404NotFound)
                    await leave.CancelAsync();
            })
        );
        var connecting = VoiceSmithClient.ConnectAsync(server.Urls.First(), cancellationToken: leave.Token);
        if (cancelled)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        else
            await Assert.ThrowsAsync<ServerUnreachableException>(() => connecting);
    }

    [Fact(Timeout = 60_000)]
    public async Task ConnectAsync_HandshakeRefused_IsUnreachable()
    {
        const string transports =
            """[{ "transport": "WebSockets", "transferFormats": ["Text", "Binary"] }]""";
        await using var server = await StartAsync(app =>
        {
            app.UseWebSockets();
            app.Run(async context =>
            {
                if (!context.WebSockets.IsWebSocketRequest)
                {
                    await context.Response.WriteAsync(
                        $$"""{"negotiateVersion":1,"connectionId":"a","connectionToken":"b","availableTransports":{{transports}}}""",
                        Token
                    );
                    return;
                }
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                _ = await socket.ReceiveAsync(new byte[1000].AsMemory(), Token);
                var refusal = "{\"error\":\"not now\"}\u001e"u8.ToArray();
                await socket.SendAsync(refusal, System.Net.WebSockets.WebSocketMessageType.Text, true, Token);
                await socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, Token);
            });
        });
        var error = await Assert.ThrowsAsync<ServerUnreachableException>(() =>
            VoiceSmithClient.ConnectAsync(server.Urls.First(), cancellationToken: Token)
        );
        Assert.Contains("not now", error.InnerException!.Message, StringComparison.Ordinal);
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
