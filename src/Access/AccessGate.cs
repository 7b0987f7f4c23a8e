using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Access;

/// <summary>Decides whether this server asks for keys, and who a caller is.</summary>
public sealed class AccessGate
{
    private readonly IConfiguration _configuration;
    private readonly AccessOptions _options;

    /// <param name="configuration">Configuration with the server's addresses.</param>
    /// <param name="options">Of the deployment.</param>
    /// <param name="time">Clock of keys and limits.</param>
    public AccessGate(IConfiguration configuration, IOptions<AccessOptions> options, TimeProvider time)
    {
        (_configuration, _options) = (configuration, options.Value);
        Keys = new(_options.Keys.Length > 0 ? _options.Keys : KeyFile.DefaultPath, time);
        Limits = new(_options.Limits, time, Path.ChangeExtension(Keys.Path, ".hours.json"));
    }

    /// <summary>The server's keys.</summary>
    public KeyFile Keys { get; }

    /// <summary>Limits of its callers.</summary>
    public CallerLimits Limits { get; }

    /// <summary>True if callers need a key or token.</summary>
    public bool AsksForKeys => _options.Required ?? IsExposed;

    /// <summary>True if it listens beyond loopback.</summary>
    public bool IsExposed => Addresses.Any(address => !IsLoopback(address));

    private IEnumerable<string> Addresses
    {
        get
        {
            var urls = (_configuration["urls"] ?? "").Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            );
            var endpoints = _configuration
                .GetSection("Kestrel:Endpoints")
                .GetChildren()
                .Select(one => one["Url"])
                .OfType<string>()
                .ToArray();
            if (endpoints.Length > 0)
                return endpoints;
            if (urls.Length > 0)
                return urls;
            var ports = $"{_configuration["http_ports"]};{_configuration["https_ports"]}".Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries
            );
            return ports.Select(port => $"http://*:{port}");
        }
    }

    /// <summary>Refuses to start where strangers could use the server.</summary>
    /// <exception cref="ExposedException">VS4055.</exception>
    public void RequireKeysBeyondLoopback()
    {
        if (IsExposed && AsksForKeys && !Keys.HasKeys && !_options.Jwt.IsConfigured)
            throw new ExposedException(string.Join(", ", Addresses));
    }

    /// <summary>The caller of a request.</summary>
    public static Caller CallerOf(HttpContext? context) =>
        context?.User.FindFirst(ClaimNames.Caller)?.Value is { } id
            ? new(id, context.User.Identity?.Name ?? id)
            : CallerAt(context?.Connection.RemoteIpAddress);

    /// <summary>A caller that can only be told by its address.</summary>
    public static Caller CallerAt(IPAddress? address)
    {
        var text = (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "unknown";
        return new($"address:{text}", text);
    }

    /// <summary>True for an address that only this machine reaches.</summary>
    internal static bool IsLoopback(string url)
    {
        if (url.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase))
            return true;
        var host = url.Contains("://", StringComparison.Ordinal)
            ? url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..]
            : url;
        host = host.StartsWith('[') ? host[1..Math.Max(1, host.IndexOf(']'))] : host.Split(':', '/')[0];
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}

/// <summary>Claims of callers.</summary>
internal static class ClaimNames
{
    public const string Caller = "voicesmith:caller",
        Scope = "scope";
}
