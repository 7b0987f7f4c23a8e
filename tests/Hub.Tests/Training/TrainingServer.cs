using System.Net.Http.Json;
using System.Text.Json;
using VoiceSmith.Audio;
using VoiceSmith.Testing;

namespace VoiceSmith.Hub.Tests.Training;

/// <summary>The real server with a folder of its own for training.</summary>
public class TrainingServer : IAsyncLifetime
{
    private RunningServer? _server;

    public string Folder { get; } = Directory.CreateTempSubdirectory("voicesmith-training").FullName;

    public Uri Address => Server.Address;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>More of the server's command line.</summary>
    protected virtual IReadOnlyList<string> Settings => [];

    protected RunningServer Server => _server ?? throw new InvalidOperationException("It was not started.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = new() { Settings = ["--Training:Enabled", "true", "--Training:Folder", Folder, .. Settings] };
        await _server.InitializeAsync();
        Client = new() { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
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

    /// <summary>Folders and files below one of the server's folders.</summary>
    public IEnumerable<string> Entries(string folder) => Directory.EnumerateFileSystemEntries(Path.Combine(Folder, folder)).Select(path => Path.GetFileName(path)!);
}
