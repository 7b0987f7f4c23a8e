using System.Text.Json;
using VoiceSmith.Contracts;

namespace VoiceSmith.Doors.Events;

/// <summary>Writes events as JSON, in one of two framings.</summary>
internal sealed class EventWriter(HttpResponse response, bool serverSent)
{
    /// <summary>Media type of the framing.</summary>
    public string MediaType => serverSent ? "text/event-stream" : "application/x-ndjson";

    /// <summary>Writes one event and sends it.</summary>
    public async Task WriteAsync(object happened, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), ContractJson.Options);
        if (serverSent)
            await response.Body.WriteAsync("data: "u8.ToArray(), cancellationToken);
        await response.Body.WriteAsync(json, cancellationToken);
        await response.Body.WriteAsync(serverSent ? "\n\n"u8.ToArray() : "\n"u8.ToArray(), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
