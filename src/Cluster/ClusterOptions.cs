using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Cluster;

/// <summary>Role of a process in its cluster.</summary>
public enum ClusterRole
{
    /// <summary>Doors, voices and engine.</summary>
    Both,

    /// <summary>All doors, and no voices: libtorch is not loaded.</summary>
    Gateway,

    /// <summary>Voices and engine; of the doors only health and metrics.</summary>
    Worker,
}

/// <summary>The cluster that a process is a member of.</summary>
public sealed class ClusterOptions
{
    /// <summary>Name of their section in the configuration.</summary>
    public const string Section = "Cluster";

    /// <summary>
    /// Redis, as StackExchange.Redis names it (<c>host:6379,password=…</c>): membership, grain directory, published
    /// voices. Empty for a server that stands alone.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Redis { get; init; } = "";

    /// <summary>
    /// Part that this process takes. Gateways and workers can be scaled apart; both in one process need no second one.
    /// </summary>
    public ClusterRole Role { get; init; } = ClusterRole.Both;

    /// <summary>Name of the cluster; others may share its Redis.</summary>
    [RegularExpression("[A-Za-z0-9_.-]{1,60}")]
    public string Name { get; init; } = "voicesmith";

    /// <summary>
    /// Address at which other members reach this one; empty for the machine's own, or loopback where Redis is on it.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Host { get; init; } = "";

    /// <summary>Port at which other members reach this one. Members on one machine need different ports.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 11111;

    /// <summary>
    /// Silence after which a worker counts as lost. A process that dies is noticed at once; this is for machines that
    /// vanish. Shorter resumes sooner, longer rides out slow moments: a worker that is lost by mistake costs work, and
    /// never a sample.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:01:00")]
    public TimeSpan WorkerTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Time for which an utterance that lost its worker waits for another, and a new one for the first worker.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A folder that every member reaches, for the files of published voices; empty to keep them in Redis.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string VoiceFolder { get; init; } = "";

    /// <summary>Bytes of a voice's file. Redis holds the files in memory, and no more than 512 MB in one.</summary>
    [Range(1L, 512L << 20)]
    public long MaxVoiceBytes { get; init; } = 100L << 20;

    /// <summary>
    /// Offers Orleans' dashboard at <see cref="DashboardPath"/> of members with doors. Switch it on for all members; it
    /// watches every call, which costs a little.
    /// </summary>
    public bool Dashboard { get; init; }

    /// <summary>Path of the dashboard.</summary>
    public const string DashboardPath = "/cluster";

    /// <summary>True for a member of a cluster.</summary>
    public bool IsMember => Redis.Length > 0;

    /// <summary>True for a member with doors.</summary>
    public bool HasDoors => !IsMember || Role != ClusterRole.Worker;

    /// <summary>True for a member with voices.</summary>
    public bool HasVoices => !IsMember || Role != ClusterRole.Gateway;
}

/// <summary>Checks <see cref="ClusterOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;
