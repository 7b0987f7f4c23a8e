using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace VoiceSmith.Doors.Wyoming;

/// <summary>Reads events from a connection. Nothing that a header announces is believed beyond the limits.</summary>
/// <param name="pipe">The connection.</param>
/// <param name="maxData">Bytes that an event's JSON may have.</param>
/// <param name="options">Timeouts.</param>
internal sealed class WyomingReader(PipeReader pipe, int maxData, WyomingOptions options)
{
    private const int MaxPayload = 1 << 20; // no event for a synthesizer has one: it is skipped

    /// <summary>The next event; null at the end of the connection.</summary>
    /// <exception cref="WyomingFormatException">VS4060.</exception>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    public async Task<WyomingMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.IdleTimeout);
        try
        {
            if (!await BeginsAsync(timeout.Token))
                return null;
            timeout.CancelAfter(options.MessageTimeout);
            return await ReadMessageAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private async ValueTask<bool> BeginsAsync(CancellationToken cancellationToken)
    {
        var result = await pipe.ReadAsync(cancellationToken);
        pipe.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    private async ValueTask<WyomingMessage> ReadMessageAsync(CancellationToken cancellationToken)
    {
        var header = Parse(await ReadLineAsync(cancellationToken), "header");
        if (WyomingMessage.Member(header, "type") is not { ValueKind: JsonValueKind.String } type)
            throw new WyomingFormatException("Its header has no type.");
        var data = WyomingMessage.Member(header, "data") ?? default;
        if (LengthOf(header, "data_length", maxData) is > 0 and var length)
            data = Parse(await ReadBytesAsync(length, cancellationToken), "data");
        for (var left = LengthOf(header, "payload_length", MaxPayload); left > 0;)
            left -= (await ReadBytesAsync(Math.Min(left, 4096), cancellationToken)).Length;
        return new(Text(type), data);
    }

    private static string Text(JsonElement type)
    {
        try
        {
            return type.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new WyomingFormatException("Its type is not UTF-8, or has half of a surrogate pair.");
        }
    }

    private static int LengthOf(JsonElement header, string name, int most)
    {
        if (WyomingMessage.Member(header, name) is not { } value)
            return 0;
        return
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var length)
            && length >= 0
            && length <= most
            ? length
            : throw new WyomingFormatException($"Its {name} is no number from 0 to {most}.");
    }

    private static JsonElement Parse(byte[] json, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new WyomingFormatException($"Its {what} is no JSON object.");
        }
        catch (JsonException)
        {
            throw new WyomingFormatException($"Its {what} is not JSON.");
        }
    }

    private async ValueTask<byte[]> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = result.Buffer.Slice(0, end).ToArray();
                pipe.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line.Length <= maxData
                    ? line
                    : throw new WyomingFormatException($"Its header has more than {maxData} bytes.");
            }
            pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.Buffer.Length > maxData)
                throw new WyomingFormatException($"Its header has more than {maxData} bytes.");
            if (result.IsCompleted)
                throw new WyomingFormatException("The connection ends within it.");
        }
    }

    private async ValueTask<byte[]> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        var result = await pipe.ReadAtLeastAsync(count, cancellationToken);
        if (result.Buffer.Length < count)
            throw new WyomingFormatException("The connection ends within it.");
        var bytes = result.Buffer.Slice(0, count).ToArray();
        pipe.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }
}
