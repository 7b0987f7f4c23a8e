namespace VoiceSmith.Access;

/// <summary>The keys of a server, in a JSON file that commands and servers share.</summary>
/// <remarks>
/// A server reads it again when it has changed: a new key works at once, and a revoked one stops working within a
/// second.
/// </remarks>
public sealed class KeyFile
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1),
        NoteAgain = TimeSpan.FromMinutes(1);

    private readonly SharedFile<ApiKey[], Dictionary<string, ApiKey>> _file;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Dictionary<string, ApiKey> _keys = [];
    private DateTime _written;
    private long? _looked;

    /// <param name="path">The file; it need not exist.</param>
    /// <param name="time">Clock of creation and use.</param>
    public KeyFile(string path, TimeProvider time) =>
        (_file, _time) = (
            new(
                path,
                stored => (stored ?? []).ToDictionary(key => key.Id),
                keys => [.. keys.Values.OrderBy(key => key.Created)]
            ),
            time
        );

    /// <summary>Default path of the file, in the user's folder for application data.</summary>
    public static string DefaultPath =>
        System.IO.Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify
            ),
            "voicesmith",
            "keys.json"
        );

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>All keys, revoked ones included, the oldest first.</summary>
    /// <exception cref="KeyFileException">VS4056.</exception>
    public IReadOnlyList<ApiKey> All
    {
        get
        {
            lock (_lock)
                return [.. Keys().Values.OrderBy(key => key.Created)];
        }
    }

    /// <summary>True if a key is configured that holds.</summary>
    public bool HasKeys => All.Any(key => key.Revoked is null);

    /// <summary>Makes a key.</summary>
    /// <returns>The stored record, and the key itself, which cannot be recovered later.</returns>
    /// <exception cref="KeyFileException">VS4056.</exception>
    public (ApiKey Stored, string Key) Create(string name, Scope scope)
    {
        var made = ApiKey.Create(name, scope, _time.GetUtcNow());
        Change(keys => keys[made.Stored.Id] = made.Stored);
        return made;
    }

    /// <summary>Revokes a key.</summary>
    /// <param name="idOrName">Its id, or its name if no other key has it.</param>
    /// <exception cref="UnknownKeyException">VS4057.</exception>
    /// <exception cref="KeyFileException">VS4056.</exception>
    public ApiKey Revoke(string idOrName)
    {
        ApiKey? revoked = null;
        Change(keys =>
        {
            var found = keys
                .Values.Where(key => key.Revoked is null && (key.Id == idOrName || key.Name == idOrName))
                .ToList();
            if (found.Count != 1)
                throw new UnknownKeyException(idOrName, found.Count);
            keys[found[0].Id] = revoked = found[0] with { Revoked = _time.GetUtcNow() };
        });
        return revoked!;
    }

    /// <summary>The key that a caller presents; null if it is unknown or revoked. Notes its use.</summary>
    /// <exception cref="KeyFileException">VS4056.</exception>
    public ApiKey? Find(string key)
    {
        lock (_lock)
        {
            if (ApiKey.IdOf(key) is not { } id)
                return null;
            if (!Keys().ContainsKey(id))
                _looked = null; // it may have been made just now
            if (!Keys().TryGetValue(id, out var stored) || !stored.Matches(key) || stored.Revoked is not null)
                return null;
            var now = _time.GetUtcNow();
            if (stored.LastUsed is not { } last || (now - last).Duration() >= NoteAgain) // the clock may be set back
                TryNote(id, now, ref stored);
            return stored.Revoked is null ? stored : null;
        }
    }

    /// <summary>Notes the use of a key; only in memory where the disk is full or read-only.</summary>
    private void TryNote(string id, DateTimeOffset now, ref ApiKey stored)
    {
        var noted = stored;
        try
        {
            Change(keys => keys[id] = noted = (keys.GetValueOrDefault(id) ?? noted) with { LastUsed = now });
        }
        catch (KeyFileException error) when (error.InnerException is not System.Text.Json.JsonException)
        {
            _keys[id] = noted = noted with { LastUsed = now };
        }
        stored = noted;
    }

    /// <summary>The keys; the file is looked at again after a while.</summary>
    private Dictionary<string, ApiKey> Keys()
    {
        if (_looked is { } looked && _time.GetElapsedTime(looked) < LookAgain)
            return _keys;
        _looked = _time.GetTimestamp();
        var written = _file.Written;
        if (written != _written || _keys.Count == 0)
            (_keys, _written) = (_file.Read(), written);
        return _keys;
    }

    private void Change(Action<Dictionary<string, ApiKey>> change)
    {
        lock (_lock)
            (_keys, _written, _looked) = (_file.Change(change), _file.Written, _time.GetTimestamp());
    }
}
