using VoiceSmith.Client;
using VoiceSmith.Contracts;
using Xunit;

namespace VoiceSmith.Testing.Server;

/// <summary>The real server with a folder of its own for training.</summary>
public class TrainingServer : IAsyncLifetime
{
    private readonly string _voices = Directory.CreateTempSubdirectory("voicesmith-voices").FullName;
    private RunningServer? _server;
    private VoiceSmithClient? _client;

    /// <summary>The folder of data sets and runs.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("voicesmith-training").FullName;

    public RunningServer Server => _server ?? throw new InvalidOperationException("It was not started.");

    public Uri Address => Server.Address;

    public VoiceSmithClient Client => _client ?? throw new InvalidOperationException("It was not started.");

    /// <summary>The training part of <see cref="Client"/>.</summary>
    public TrainingClient Training => Client.Training;

    /// <summary>The voice's file, if it can be fine-tuned.</summary>
    public string Voice => Path.Combine(_voices, "tiny.voice");

    /// <summary>Further options of the server's command line.</summary>
    protected virtual IReadOnlyList<string> Settings => [];

    /// <summary>True for a tiny voice that can be fine-tuned, false for fake ones.</summary>
    protected virtual bool CanTune => false;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = new List<string> { "--Training:Enabled", "true", "--Training:Folder", Folder };
        if (CanTune)
        {
            TinyVoice.WriteTunable(Voice);
            settings.AddRange(["--Voices:BuiltIn", "false", "--Voices:Paths:0", Voice, .. LenientGate.Settings]);
        }
        settings.AddRange(Settings);
        _server = CanTune ? new() { Voices = null, Settings = settings } : new() { Settings = settings };
        await _server.InitializeAsync();
        _client = new(Address);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(_voices, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Uploads files.</summary>
    public Task<DataSet> UploadAsync(string name, params (string Name, byte[] Content)[] files) =>
        Training.UploadAsync(
            new(name, [.. files.Select(file => new UploadFile(file.Name, new MemoryStream(file.Content)))])
            {
                Licence = "CC0 1.0",
            },
            Token
        );

    /// <summary>Uploads recordings and checks them.</summary>
    /// <returns>The data set's id.</returns>
    public async Task<string> NewDataSetAsync(int recordings)
    {
        var set = await UploadAsync("clips", [.. Tones.Recordings(recordings)]);
        var found = await Training.CheckAsync(set.Id, Token);
        Assert.True(found.State == "ready", found.ToString());
        return set.Id;
    }

    /// <summary>Names of what lies in one of the server's folders.</summary>
    public IEnumerable<string> Entries(string folder) =>
        Directory.EnumerateFileSystemEntries(Path.Combine(Folder, folder)).Select(path => Path.GetFileName(path)!);
}
