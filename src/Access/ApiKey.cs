using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace VoiceSmith.Access;

/// <summary>A key as it is stored: without its secret.</summary>
/// <param name="Id">Public part of the key, by which it is listed and revoked.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scope">Name of its scope.</param>
/// <param name="Hash">
/// SHA-256 of the whole key, hexadecimal. Keys are random and long, so that no slow hash is needed.
/// </param>
/// <param name="Created">When it was made.</param>
public sealed record ApiKey(string Id, string Name, string Scope, string Hash, DateTimeOffset Created)
{
    /// <summary>The beginning of every key.</summary>
    public const string Prefix = "vs_";

    private const int SecretBytes = 32,
        IdBytes = 6;

    /// <summary>When it was last used, to the minute; null if never.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>When it was revoked; null if it holds.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>Makes a key.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="scope">What it may do.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is stored, and the key itself, which nobody can find out later.</returns>
    public static (ApiKey Stored, string Key) Create(string name, Scope scope, DateTimeOffset now)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var key = $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";
        return (new(id, name, scope.Name(), HashOf(key), now), key);
    }

    /// <summary>The public part of a key; null if the text is no key.</summary>
    public static string? IdOf(string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal)
        && key.IndexOf('_', Prefix.Length) == Prefix.Length + 2 * IdBytes
            ? key[Prefix.Length..(Prefix.Length + 2 * IdBytes)]
            : null;

    /// <summary>True if this is the stored form of a key. Takes the same time for all keys.</summary>
    public bool Matches(string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(HashOf(key)));

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
