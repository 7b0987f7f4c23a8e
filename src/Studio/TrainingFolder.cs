using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using VoiceSmith.Models.Checkpoints;

namespace VoiceSmith.Studio;

/// <summary>
/// The folder of data sets and runs. One process at a time has it; incomplete files of a killed one are removed.
/// </summary>
public sealed class TrainingFolder : IDisposable
{
    private const string LockFile = "in-use",
        Partial = ".partial";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly FileStream? _lock;
    private readonly string? _unavailable;
    private readonly List<(string Folder, string Why)> _unreadable = [];

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
        try
        {
            Directory.CreateDirectory(DataSets);
            Directory.CreateDirectory(Runs);
            _lock = new(Path.Combine(Root, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _unavailable = $"It cannot have the folder '{Root}' to itself: {error.Message}";
            return;
        }
        foreach (var folder in new[] { DataSets, Runs })
        {
            foreach (var half in Directory.EnumerateFileSystemEntries(folder, "*" + Partial).ToArray())
                Remove(half);
            foreach (var whole in Directory.EnumerateDirectories(folder))
                AtomicFile.RemovePartial(whole);
        }
    }

    /// <summary>Its path.</summary>
    public string Root { get; }

    /// <summary>Reason that it cannot be used; null if it can.</summary>
    public string? Unavailable => _unavailable;

    /// <summary>Folders whose records were damaged when they were read, and why.</summary>
    internal IReadOnlyCollection<(string Folder, string Why)> Unreadable => _unreadable;

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
            _unreadable.Add((folder, error.Message));
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
