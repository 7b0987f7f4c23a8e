using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Doors.Wyoming;

namespace VoiceSmith.Doors.Tests.Wyoming;

/// <summary>
/// A client that writes bytes as they are given, and reads events as the protocol's own library does.
/// </summary>
internal sealed class WyomingClient : IDisposable
{
    private readonly TcpClient _client = new();
    private NetworkStream _stream = null!;

    public static async Task<WyomingClient> ConnectAsync(
        RunningServer server,
        CancellationToken cancellationToken,
        string address = "127.0.0.1"
    )
    {
        var client = new WyomingClient();
        await client._client.ConnectAsync(
            address,
            server.Services.GetRequiredService<WyomingServer>().Port!.Value,
            cancellationToken
        );
        client._stream = client._client.GetStream();
        return client;
    }

    public Task SendAsync(string text, CancellationToken cancellationToken) =>
        _stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask();

    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next event; null at the end of the connection.</summary>
    public async Task<(string Type, JsonObject Data, byte[] Payload)?> ReadAsync(CancellationToken cancellationToken)
    {
        var (line, one) = (new List<byte>(), new byte[1]);
        while (await _stream.ReadAsync(one, cancellationToken) == 1 && one[0] != (byte)'\n')
            line.Add(one[0]);
        if (line.Count == 0)
            return null;
        var header = JsonNode.Parse(line.ToArray())!.AsObject();
        var data = header["data"]?.DeepClone().AsObject() ?? [];
        if (header["data_length"]?.GetValue<int>() is > 0 and var dataLength)
            foreach (var (name, value) in JsonNode.Parse(await BytesAsync(dataLength))!.AsObject())
                data[name] = value?.DeepClone();
        return (
            header["type"]!.GetValue<string>(),
            data,
            await BytesAsync(header["payload_length"]?.GetValue<int>() ?? 0)
        );

        async Task<byte[]> BytesAsync(int count)
        {
            var bytes = new byte[count];
            await _stream.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
    }

    /// <summary>All events up to one of a type.</summary>
    public async Task<List<(string Type, JsonObject Data, byte[] Payload)>> ReadUntilAsync(
        string type,
        CancellationToken cancellationToken
    )
    {
        var events = new List<(string Type, JsonObject Data, byte[] Payload)>();
        while (await ReadAsync(cancellationToken) is { } happened)
        {
            events.Add(happened);
            if (happened.Type == type)
                return events;
        }
        throw new EndOfStreamException(
            $"The connection ended before '{type}', after {string.Join(", ", events.Select(one => one.Type))}."
        );
    }

    public static string Event(string type, object? data = null) => JsonSerializer.Serialize(new { type, data }) + "\n";

    public void Dispose() => _client.Dispose();
}
