using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using VoiceSmith.Models.Checkpoints;

namespace VoiceSmith.Studio;

/// <summary>
/// The folder of data sets and runs. One process at a time has it, or the members of a cluster share it; incomplete
/// files of a killed process are removed.
/// </summary>
public sealed class TrainingFolder : IDisposable
{
    private const string LockFile = "in-use",
        Partial = ".partial";
    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(1),
        AskAgain = TimeSpan.FromMilliseconds(5);

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly FileStream? _lock;
    private readonly string? _unavailable;
    private readonly ConcurrentDictionary<string, string> _unreadable = new(); // why, by folder

    /// <summary>Opens the folder, if it is enabled and free.</summary>
    /// <param name="options">Of the deployment.</param>
    public TrainingFolder(IOptions<TrainingOptions> options)
    {
        Root = options.Value.FolderOrDefault;
        if (!options.Value.Enabled)
        {
            _unavailable = "It was told not to.";
            return;
        }
        IsShared = options.Value.Shared;
        if (IsShared && options.Value.Folder.Length == 0)
        {
            _unavailable = "Training:Shared needs Training:Folder, a folder that all members reach.";
            return;
        }
        try
        {
            Directory.CreateDirectory(DataSets);
            Directory.CreateDirectory(Runs);
            if (!IsShared)
                _lock =
                    TryLock(Path.Combine(Root, LockFile)) ?? throw new IOException("Another process has it open.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _unavailable = $"It cannot have the folder '{Root}' to itself: {error.Message}";
            return;
        }
        foreach (var folder in new[] { DataSets, Runs })
        {
            foreach (var half in Directory.EnumerateFileSystemEntries(folder, "*" + Partial).ToArray())
                if (!IsShared || Directory.GetLastWriteTimeUtc(half) < TimeProvider.System.GetUtcNow() - LongestUpload)
                    Remove(half);
            if (IsShared)
                continue; // others may be writing
            foreach (var whole in Directory.EnumerateDirectories(folder))
                AtomicFile.RemovePartial(whole);
        }
    }

    /// <summary>Its path.</summary>
    public string Root { get; }

    /// <summary>True where other processes use it as well.</summary>
    internal bool IsShared { get; }

    /// <summary>Reason that it cannot be used; null if it can.</summary>
    public string? Unavailable => _unavailable;

    /// <summary>Folders whose records were damaged when they were read, and why.</summary>
    internal IReadOnlyCollection<KeyValuePair<string, string>> Unreadable => _unreadable;

    internal string DataSets => Path.Combine(Root, "datasets");

    internal string Runs => Path.Combine(Root, "runs");

    /// <summary>Reads the record of a folder; null if it is damaged: a server starts with the others.</summary>
    internal T? TryRead<T>(string folder, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            _unreadable[folder] = error.Message;
            return null;
        }
    }

    /// <summary>Requires that the folder can be used.</summary>
    /// <exception cref="TrainingUnavailableException">VS4030.</exception>
    internal void RequireAvailable()
    {
        if (_unavailable is not null)
            throw new TrainingUnavailableException(_unavailable);
    }

    /// <summary>Creates a folder under a temporary name.</summary>
    internal static string NewPartial(string folder, string id) =>
        Directory.CreateDirectory(Path.Combine(folder, id + Partial)).FullName;

    /// <summary>True for the name of a folder that is not whole.</summary>
    internal static bool IsPartial(string name) => name.EndsWith(Partial, StringComparison.Ordinal);

    /// <summary>Gives a folder its final name.</summary>
    internal static void Complete(string partial) => Directory.Move(partial, partial[..^Partial.Length]);

    /// <summary>
    /// Removes a folder or a file; under a temporary name first, so that the rest is never taken for a whole.
    /// </summary>
    internal static void Remove(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
        if (!Directory.Exists(path))
            return;
        var going = path.EndsWith(Partial, StringComparison.Ordinal) ? path : path + Partial;
        if (going != path)
            Directory.Move(path, going);
        Directory.Delete(going, recursive: true);
    }

    /// <summary>Locks a file until the result is disposed of, or the process ends.</summary>
    /// <returns>Null where another has the lock, or the folder is gone.</returns>
    internal static FileStream? TryLock(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Waits for a lock that is held for moments.</summary>
    internal static IDisposable? Lock(string path)
    {
        FileStream? held = null;
        while (Directory.Exists(Path.GetDirectoryName(path)) && (held = TryLock(path)) is null)
            CancellationToken.None.WaitHandle.WaitOne(AskAgain); // files have no event for it
        return held;
    }

    /// <summary>Writes a file in one step.</summary>
    internal static void WriteJson<T>(string path, T value) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, Json));

    /// <summary>Reads a file; null if there is none.</summary>
    internal static T? ReadJson<T>(string path)
        where T : class
    {
        if (!File.Exists(path))
            return null;
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<T>(stream, Json);
    }

    /// <summary>A unique id: the letters and digits of a name, and six random ones.</summary>
    internal static string NewId(string name)
    {
        var letters = new string([
            .. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(32),
        ]).Trim('-');
        var unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3));
        return $"{(letters.Length > 0 ? letters : "unnamed")}-{unique}";
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
