using MessagePack;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Doors.Requests;

namespace VoiceSmith.Hub.Requests;

/// <summary>The hub's protocols.</summary>
internal static class HubProtocols
{
    /// <summary>JSON and MessagePack, both reading requests as <see cref="ReceivedRequest"/>.</summary>
    public static ISignalRServerBuilder AddReceivedRequests(this ISignalRServerBuilder hubs) =>
        hubs.AddJsonProtocol(json => json.PayloadSerializerOptions.Converters.Add(new ReceivedRequestConverter()))
            .AddMessagePackProtocol(pack =>
                pack.SerializerOptions = pack.SerializerOptions.WithResolver(
                    CompositeResolver.Create([new ReceivedRequestFormatter()], [pack.SerializerOptions.Resolver])
                )
            );
}
