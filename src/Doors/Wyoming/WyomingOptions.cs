using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Doors.Wyoming;

/// <summary>The door for Home Assistant and other speakers of the Wyoming protocol.</summary>
public sealed class WyomingOptions
{
    /// <summary>The section of a configuration that holds them.</summary>
    public const string Section = "Wyoming";

    /// <summary>TCP port, usually 10200; null for none, which is the default.</summary>
    [Range(0, 65_535)]
    public int? Port { get; init; }

    /// <summary>
    /// Address to listen at. The protocol has no keys: beyond loopback, <see cref="Allow"/> says who may connect.
    /// </summary>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Addresses and networks that may connect, such as <c>192.168.1.0/24</c>, besides this machine.</summary>
    [Required]
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Connections at a time. Each costs a little memory.</summary>
    [Range(1, 10_000)]
    public int MaxConnections { get; init; } = 100;

    /// <summary>
    /// Time limit of a message that has begun to arrive, and of a client that takes what it is sent. Longer forgives
    /// slow networks.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time limit of a silent connection. Longer spares clients that keep one open from connecting again.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    internal bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain)
            || Allow.Any(one =>
                IPNetwork.TryParse(one, out var network)
                    ? network.Contains(plain)
                    : IPAddress.TryParse(one, out var single) && single.Equals(plain)
            );
    }
}

/// <summary>Checks <see cref="WyomingOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class WyomingOptionsValidator : IValidateOptions<WyomingOptions>;
