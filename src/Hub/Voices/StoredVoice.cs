using VoiceSmith.Models;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Voices;

/// <summary>What a server knows of the versions of one voice. Member names are file format.</summary>
internal sealed record StoredVoice
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>What requests call it.</summary>
    public required string Name { get; init; }

    /// <summary>Every version whose weights are kept, in the order in which they were first published.</summary>
    public IReadOnlyList<StoredVersion> Versions { get; init; } = [];

    /// <summary>Which version spoke from when on, the newest last: that is the one that speaks.</summary>
    public IReadOnlyList<StoredPublication> History { get; init; } = [];

    public StoredVersion? Find(string version) => Versions.FirstOrDefault(one => one.Version == version);
}

/// <summary>One time that a version became the one that speaks.</summary>
internal sealed record StoredPublication(string Version, DateTimeOffset At, string By, string Source);

/// <summary>One version: its file, and where it comes from.</summary>
internal sealed record StoredVersion
{
    public required string Version { get; init; }

    /// <summary>Name of its file beside this record; empty for the one that the server's configuration names.</summary>
    public string File { get; init; } = "";

    /// <summary>Of the whole file, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    public long Bytes { get; init; }

    public string Language { get; init; } = "";

    public long AcousticStep { get; init; }

    public long VocoderStep { get; init; }

    public string DataHash { get; init; } = "";

    public string Licence { get; init; } = "";

    public string Consent { get; init; } = "";

    public string Parent { get; init; } = "";

    /// <summary>Scores that its manifest tells.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>What the gate found.</summary>
    public IReadOnlyList<GateFinding> Findings { get; init; } = [];

    public static StoredVersion Of(VoiceManifest manifest) => new()
    {
        Version = manifest.Version, Language = manifest.Language, AcousticStep = manifest.AcousticStep, VocoderStep = manifest.VocoderStep, DataHash = manifest.DataHash,
        Licence = manifest.Licence, Consent = manifest.Consent, Parent = manifest.Parent, Metrics = manifest.Metrics,
    };

    /// <summary>Of a voice of which nothing else is known.</summary>
    public static StoredVersion Of(VoiceInfo info) =>
        new() { Version = info.Version, Language = info.Language, AcousticStep = info.TrainingStep, Licence = info.Licence };
}
