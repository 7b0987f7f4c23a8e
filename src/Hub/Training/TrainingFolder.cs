using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using VoiceSmith.Models.Checkpoints;

namespace VoiceSmith.Hub.Training;

/// <summary>Where data sets and runs lie. One server at a time has it; what a killed one left half is removed when it is opened.</summary>
public sealed class TrainingFolder : IDisposable
{
    private const string LockFile = "in-use", Partial = ".partial";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly FileStream? _lock;
    private readonly string? _unavailable;

    /// <param name="options">Say where it is.</param>
    public TrainingFolder(IOptions<TrainingOptions> options)
    {
        Root = options.Value.FolderOrUsual;
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
        foreach (var half in new[] { DataSets, Runs }.SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*" + Partial)).ToArray())
            Remove(half);
    }

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>Why there is no training here; null where there is.</summary>
    public string? Unavailable => _unavailable;

    internal string DataSets => Path.Combine(Root, "datasets");

    internal string Runs => Path.Combine(Root, "runs");

    /// <exception cref="TrainingUnavailableException">There is no training here.</exception>
    internal void RequireAvailable()
    {
        if (_unavailable is not null)
            throw new TrainingUnavailableException(_unavailable);
    }

    /// <summary>A new folder under another name, to be given its own once it is whole.</summary>
    internal static string NewPartial(string folder, string id) => Directory.CreateDirectory(Path.Combine(folder, id + Partial)).FullName;

    /// <summary>Gives a folder that is whole its name.</summary>
    internal static void Complete(string partial) => Directory.Move(partial, partial[..^Partial.Length]);

    /// <summary>Removes a folder or a file; under another name first, so that half of it is never taken for a whole.</summary>
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

    internal static void WriteJson<T>(string path, T value) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, Json));

    /// <summary>What a file holds; null where it is not there.</summary>
    internal static T? ReadJson<T>(string path) where T : class
    {
        if (!File.Exists(path))
            return null;
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<T>(stream, Json);
    }

    /// <summary>A name that people recognise and nobody else has: of its letters and digits, and six more.</summary>
    internal static string NewId(string name)
    {
        var letters = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(32)]).Trim('-');
        return $"{(letters.Length > 0 ? letters : "unnamed")}-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(3))}";
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
