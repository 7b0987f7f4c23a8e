using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace VoiceSmith.Access;

/// <summary>A key as it is stored: without its secret.</summary>
/// <param name="Id">Public part of the key, by which it is listed and revoked.</param>
/// <param name="Name">Its purpose, in the user's words.</param>
/// <param name="Scope">Name of its scope.</param>
/// <param name="Hash">
/// SHA-256 of the whole key, hexadecimal. Keys are random and long, so that no slow hash is needed.
/// </param>
/// <param name="Created">Time at which it was made.</param>
public sealed record ApiKey(string Id, string Name, string Scope, string Hash, DateTimeOffset Created)
{
    /// <summary>The beginning of every key.</summary>
    public const string Prefix = "vs_";

    private const int SecretBytes = 32,
        IdBytes = 6;

    /// <summary>Time at which it was last used, to the minute; null if never.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Time at which it was revoked; null if it holds.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>Makes a key.</summary>
    /// <param name="name">Its purpose, in the user's words.</param>
    /// <param name="scope">Its scope.</param>
    /// <param name="now">The time.</param>
    /// <returns>The stored record, and the key itself, which cannot be recovered later.</returns>
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
