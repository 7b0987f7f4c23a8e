using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VoiceSmith.Publishing;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Studio.DataSets;
using VoiceSmith.Studio.Queue;
using VoiceSmith.Studio.Work;

namespace VoiceSmith.Studio.Tests;

/// <summary>
/// Training without a server: a tiny voice that can be fine-tuned, its publisher, and the queue over a folder.
/// </summary>
public class RunningStudio : IAsyncLifetime
{
    private readonly string _voices = Directory.CreateTempSubdirectory("voicesmith-voices").FullName;
    private readonly List<IDisposable> _parts = [];
    private TrainingService? _training;
    private DataSetStore? _data;

    /// <summary>The folder of data sets and runs.</summary>
    public string Folder
    {
        get => field ??= Directory.CreateTempSubdirectory("voicesmith-training").FullName;
        protected init;
    }

    public TrainingService Training => _training ?? throw new InvalidOperationException("It was not started.");

    public DataSetStore Data => _data ?? throw new InvalidOperationException("It was not started.");

    public VoiceRegistry Voices { get; private set; } = new();

    internal ProcessWorkshop Process { get; } = new(NullLogger<ProcessWorkshop>.Instance);

    /// <summary>False for a member that only takes requests.</summary>
    protected virtual bool Trains => true;

    /// <summary>Options of training.</summary>
    protected virtual TrainingOptions Options => new() { Folder = Folder };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        var voice = Path.Combine(_voices, "tiny.voice");
        TinyVoice.WriteTunable(voice);
        var (time, voiceOptions, options) = (
            TimeProvider.System,
            new VoiceOptions
            {
                BuiltIn = false,
                Paths = [voice],
                Folder = Path.Combine(_voices, "published"),
                Gate = new()
                {
                    Sentences = ["Yes, they are."],
                    Loudness = new(-1000, 1000),
                    WordsPerSecond = new(0, 1000),
                    Voiced = new(0, 1),
                    Agreement = -2,
                    RealTimeFactor = 1000,
                },
            },
            Options
        );
        var published = Microsoft.Extensions.Options.Options.Create(voiceOptions);
        var trained = Microsoft.Extensions.Options.Options.Create(options);
        var origins = new VoiceOrigins(published, SpeechDevices.Cpu, NullLogger<VoiceRegistry>.Instance);
        Voices = Own(origins.LoadAll());
        var catalogue = Own(new VoiceCatalogue(published, Voices, origins, NullLogger<VoiceCatalogue>.Instance));
        var loader = Own(new VersionLoader(catalogue, origins, published, SpeechDevices.Cpu, time));
        var publisher = new VoicePublisher(Voices, catalogue, loader, time, NullLogger<VoicePublisher>.Instance);
        var engine = Own(new SpeechEngine(Voices, new() { Workers = 1 }, time));
        var folder = Own(new TrainingFolder(trained));
        IWorkshop workshop = options.Place == TrainingPlace.Server ? new ThreadWorkshop() : Process;
        _data = new(folder, workshop, trained, time);
        _training = Own(
            new TrainingService(
                folder,
                _data,
                workshop,
                Trains ? new(engine, time) : null,
                publisher,
                trained,
                time,
                NullLogger<TrainingService>.Instance
            )
        );
        await _training.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Training.StopAsync(CancellationToken.None);
        foreach (var part in Enumerable.Reverse(_parts))
            part.Dispose();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        Directory.Delete(_voices, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a data set of files.</summary>
    public Task<DataSet> UploadAsync(string name, params (string Name, byte[] Content)[] files) =>
        Data.CreateAsync(PartsOf(name, files).ToAsyncEnumerable(), Token);

    /// <summary>Makes a data set of recordings and checks it.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> NewDataSetAsync(int recordings)
    {
        var set = await UploadAsync("clips", [.. Tones.Recordings(recordings)]);
        var found = await Data.CheckAsync(set.Id, Token);
        Assert.True(found.State == DataSetState.Ready, found.ToString());
        return set.Id;
    }

    /// <summary>Names of what lies in one of the folders.</summary>
    public IEnumerable<string> Entries(string folder) =>
        Directory.EnumerateFileSystemEntries(Path.Combine(Folder, folder)).Select(path => Path.GetFileName(path)!);

    private static IEnumerable<UploadPart> PartsOf(string name, (string Name, byte[] Content)[] files) =>
        [
            new("name", null, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(name))),
            new("licence", null, new MemoryStream("CC0 1.0"u8.ToArray())),
            .. files.Select(file => new UploadPart("files", file.Name, new MemoryStream(file.Content))),
        ];

    private T Own<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }
}
