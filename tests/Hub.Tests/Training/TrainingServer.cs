using System.Net.Http.Json;
using System.Text.Json;
using VoiceSmith.Audio;
using VoiceSmith.Testing;

namespace VoiceSmith.Hub.Tests.Training;

/// <summary>The real server with a folder of its own for training.</summary>
public class TrainingServer : IAsyncLifetime
{
    private readonly string _voices = Directory.CreateTempSubdirectory("voicesmith-voices").FullName;
    private RunningServer? _server;

    public string Folder { get; } = Directory.CreateTempSubdirectory("voicesmith-training").FullName;

    public Uri Address => Server.Address;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>More of the server's command line.</summary>
    protected virtual IReadOnlyList<string> Settings => [];

    /// <summary>Whether it speaks with a voice that can be tuned, rather than with one that only pretends.</summary>
    protected virtual bool CanTune => false;

    /// <summary>The voice's file, if it can be tuned.</summary>
    public string Voice => Path.Combine(_voices, "tiny.voice");

    public RunningServer Server => _server ?? throw new InvalidOperationException("It was not started.");

    /// <summary>What an untrained voice says is noise, which the gate is there to refuse.</summary>
    private static string[] AnyVoicePasses =>
    [
        "--Voices:Gate:Sentences:0", "Hello.", "--Voices:Gate:Sentences:1", "Hello there.", "--Voices:Gate:Sentences:2", "Yes.", "--Voices:Gate:Loudness:Least", "-200", "--Voices:Gate:Loudness:Most", "100",
        "--Voices:Gate:WordsPerSecond:Least", "0", "--Voices:Gate:WordsPerSecond:Most", "1000", "--Voices:Gate:Voiced:Least", "0", "--Voices:Gate:Voiced:Most", "1",
        "--Voices:Gate:Agreement", "-2", "--Voices:Gate:RealTimeFactor", "1000",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (CanTune)
            TinyVoice.WriteTunable(Voice);
        var settings = new List<string> { "--Training:Enabled", "true", "--Training:Folder", Folder };
        settings.AddRange(CanTune ? ["--Voices:BuiltIn", "false", "--Voices:Paths:0", Voice, .. AnyVoicePasses] : []);
        settings.AddRange(Settings);
        _server = CanTune ? new() { Voices = null, Settings = settings } : new() { Settings = settings };
        await _server.InitializeAsync();
        Client = new() { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(_voices, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Uploads files as a browser does.</summary>
    public async Task<(int Status, JsonElement Answer)> UploadAsync(string name, params (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent { { new StringContent(name), "name" }, { new StringContent("CC0 1.0"), "licence" } };
        foreach (var (file, content) in files)
            form.Add(new ByteArrayContent(content), "files", file);
        using var answer = await Client.PostAsync(new Uri("/api/datasets", UriKind.Relative), form, Token);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Token));
    }

    /// <summary>Uploads recordings and checks them.</summary>
    /// <returns>The data set's id.</returns>
    public async Task<string> NewDataSetAsync(int recordings)
    {
        var (_, set) = await UploadAsync("clips", [.. Tones.Recordings(recordings)]);
        var id = set.GetProperty("id").GetString()!;
        var found = await PostAsync($"/api/datasets/{id}/check");
        Assert.True(found.GetProperty("state").GetString() == "ready", found.ToString());
        return id;
    }

    /// <summary>The answer to a request, whatever its status.</summary>
    public async Task<JsonElement> PostAsync(string path, object? body = null)
    {
        using var answer = await Client.PostAsJsonAsync(path, body ?? new { }, Token);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    /// <summary>Folders and files below one of the server's folders.</summary>
    public IEnumerable<string> Entries(string folder) => Directory.EnumerateFileSystemEntries(Path.Combine(Folder, folder)).Select(path => Path.GetFileName(path)!);
}
