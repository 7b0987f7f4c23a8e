using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Hub.Training;

/// <summary>Where training runs.</summary>
public enum TrainingPlace
{
    /// <summary>In a process of its own at the lowest priority: a crash of it ends no stream.</summary>
    Child,

    /// <summary>On a thread of the server at the lowest priority: no second process, one copy of libtorch.</summary>
    Server,
}

/// <summary>What a deployment lets people train, and what it may cost.</summary>
public sealed class TrainingOptions
{
    /// <summary>The section of a configuration that holds them.</summary>
    public const string Section = "Training";

    /// <summary>Whether data sets and runs are taken at all. A server that only speaks is better off without.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where data sets and runs are kept; below the user's application data where it is empty. One server at a time has it.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Folder { get; init; } = "";

    /// <summary>Where training runs: apart, or within the server.</summary>
    public TrainingPlace Place { get; init; } = TrainingPlace.Child;

    /// <summary>Threads of torch while training. One leaves the rest to listeners; more train faster while nobody listens.</summary>
    [Range(1, 256)]
    public int Threads { get; init; } = 1;

    /// <summary>Bytes of one upload. Bounds the disk that a stranger can fill.</summary>
    [Range(1L, 1L << 40)]
    public long MaxUploadBytes { get; init; } = 1L << 30;

    /// <summary>Bytes that an archive may hold once it is unpacked.</summary>
    [Range(1L, 1L << 42)]
    public long MaxUnpackedBytes { get; init; } = 4L << 30;

    /// <summary>How many times its packed size one file of an archive may have. Speech as WAV packs to half; what packs a hundredfold is a bomb.</summary>
    [Range(1, 100_000)]
    public int MaxRatio { get; init; } = 100;

    /// <summary>Files in one data set, transcripts included.</summary>
    [Range(1, 1_000_000)]
    public int MaxFiles { get; init; } = 20_000;

    /// <summary>Speech in one data set. More trains better and checks longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "41.16:00:00")]
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(10);

    /// <summary>Data sets kept at a time.</summary>
    [Range(1, 100_000)]
    public int MaxDataSets { get; init; } = 100;

    /// <summary>Runs that may wait for their turn.</summary>
    [Range(0, 1000)]
    public int MaxQueuedRuns { get; init; } = 20;

    /// <summary>Steps that one run may ask for.</summary>
    [Range(1, 10_000_000)]
    public int MaxSteps { get; init; } = 100_000;

    /// <summary>Newest checkpoints of a run that are kept, and so can be promoted, besides the best. Each takes about 16 bytes a weight.</summary>
    [Range(1, 1000)]
    public int KeepCheckpoints { get; init; } = 4;

    internal string FolderOrUsual => Folder.Length > 0 ? Path.GetFullPath(Folder)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "voicesmith", "training");
}

/// <summary>Checks <see cref="TrainingOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class TrainingOptionsValidator : IValidateOptions<TrainingOptions>;
