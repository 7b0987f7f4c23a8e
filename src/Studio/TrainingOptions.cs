using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceSmith.Training;

namespace VoiceSmith.Studio;

/// <summary>The place of training.</summary>
public enum TrainingPlace
{
    /// <summary>In a process of its own at the lowest priority: a crash of it ends no stream.</summary>
    Child,

    /// <summary>On a thread of the server at the lowest priority: no second process, one copy of libtorch.</summary>
    Server,
}

/// <summary>Training in a deployment, and its limits.</summary>
public sealed class TrainingOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Training";

    /// <summary>Accepts data sets and runs. A server that only speaks is better off without.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// The folder of data sets and runs; empty for one below the user's application data. One server at a time has it,
    /// unless it is <see cref="Shared"/>.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Folder { get; init; } = "";

    /// <summary>
    /// Shares the folder with the other members of a cluster: any of them takes requests, and each that has voices
    /// trains one run of the queue. A run whose member dies goes on at another from its newest checkpoint.
    /// </summary>
    public bool Shared { get; init; }

    /// <summary>The place of training: apart, or within the server.</summary>
    public TrainingPlace Place { get; init; } = TrainingPlace.Child;

    /// <summary>
    /// Device that a process of its own trains on: CUDA if available, the CPU, or CUDA or an error. Within the server
    /// training is on the CPU.
    /// </summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Auto;

    /// <summary>
    /// Threads of torch while training. One leaves the rest to listeners; more train faster while nobody listens.
    /// </summary>
    [Range(1, 256)]
    public int Threads { get; init; } = 1;

    /// <summary>Largest size of an upload, bytes. Bounds the disk that a stranger can fill.</summary>
    [Range(1L, 1L << 40)]
    public long MaxUploadBytes { get; init; } = 1L << 30;

    /// <summary>Largest size of an unpacked archive, bytes.</summary>
    [Range(1L, 1L << 42)]
    public long MaxUnpackedBytes { get; init; } = 4L << 30;

    /// <summary>
    /// Largest ratio of a file's size to its packed size. Speech as WAV packs to half; a hundredfold is a zip bomb.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxRatio { get; init; } = 100;

    /// <summary>Most files in one data set, transcripts included.</summary>
    [Range(1, 1_000_000)]
    public int MaxFiles { get; init; } = 20_000;

    /// <summary>Most speech in one data set. More trains better and checks longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "41.16:00:00")]
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(10);

    /// <summary>Most data sets.</summary>
    [Range(1, 100_000)]
    public int MaxDataSets { get; init; } = 100;

    /// <summary>Most runs in the queue.</summary>
    [Range(0, 1000)]
    public int MaxQueuedRuns { get; init; } = 20;

    /// <summary>Most steps of one run.</summary>
    [Range(1, 10_000_000)]
    public int MaxSteps { get; init; } = 100_000;

    /// <summary>
    /// Newest checkpoints of a run that are kept, and can be promoted, besides the best. Each takes about 16 bytes a
    /// weight.
    /// </summary>
    [Range(1, 1000)]
    public int KeepCheckpoints { get; init; } = 4;

    internal Accelerator AcceleratorOfPlace => Place == TrainingPlace.Child ? Accelerator : Accelerator.Cpu;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Accelerator == Accelerator.Cuda && Place == TrainingPlace.Server)
            yield return new(
                "Training:Accelerator Cuda needs Training:Place Child: within the server training is on the CPU.",
                [nameof(Accelerator), nameof(Place)]
            );
    }

    internal string FolderOrDefault =>
        Folder.Length > 0
            ? Path.GetFullPath(Folder)
            : Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify
                ),
                "voicesmith",
                "training"
            );
}

/// <summary>Validates <see cref="TrainingOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class TrainingOptionsValidator : IValidateOptions<TrainingOptions>;
