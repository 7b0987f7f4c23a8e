using System.Text.Encodings.Web;
using System.Text.Json;

namespace VoiceSmith.Doors.Wyoming;

/// <summary>
/// Writes events to a connection, one at a time. A client that takes nothing for too long loses its connection.
/// </summary>
/// <param name="stream">The connection.</param>
/// <param name="timeout">Longest time for which it may take nothing.</param>
internal sealed class WyomingWriter(Stream stream, TimeSpan timeout) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Writes one event.</summary>
    /// <exception cref="IOException">The client is gone, or takes nothing.</exception>
    public async Task WriteAsync(
        string type,
        object data,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken
    )
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            payload.IsEmpty
                ? new { type, data }
                : (object)
                    new
                    {
                        type,
                        data,
                        payload_length = payload.Length,
                    },
            Json
        );
        byte[] message = [.. header, (byte)'\n', .. payload.Span];
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(timeout);
            await stream.WriteAsync(message, limited.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The client takes nothing.", error);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
