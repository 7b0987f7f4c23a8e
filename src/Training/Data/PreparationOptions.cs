using System.ComponentModel.DataAnnotations;
using VoiceSmith.Audio;
using VoiceSmith.Training.Corpora;

namespace VoiceSmith.Training.Data;

/// <summary>Settings for preparing a corpus.</summary>
public sealed record PreparationOptions
{
    /// <summary>Sizes of mel frames; recordings are resampled to its rate.</summary>
    public MelConfig Mel { get; init; } = new();

    /// <summary>Shorter recordings are left out.</summary>
    public TimeSpan MinDuration { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longer recordings are left out.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Target loudness of every recording, in LUFS; null to keep its own.</summary>
    public double? Loudness { get; init; } = -23;

    /// <summary>Ends this many decibels below the loudest 10 ms are trimmed; null to keep them.</summary>
    public double? TrimDb { get; init; } = 40;

    /// <summary>Silence kept at each end by trimming.</summary>
    public TimeSpan KeepSilence { get; init; } = TimeSpan.FromSeconds(0.15);

    /// <summary>Loudness below which a recording is silent, in LUFS.</summary>
    public double SilentBelow { get; init; } = -60;

    /// <summary>Share of samples clipped at full scale above which recordings are left out.</summary>
    [Range(0.0, 1.0)]
    public double MaxClippedShare { get; init; } = 0.001;

    /// <summary>Language as a BCP 47 tag; recordings in other languages are left out.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Share of recordings for validation where the corpus names none, chosen by a hash of the id.</summary>
    [Range(0.0, 1.0)]
    public double ValidationShare { get; init; } = 0.03;

    /// <summary>Number of recordings from which at least one is for validation; 0 is treated as 1.</summary>
    [Range(0, int.MaxValue)]
    public int EnoughToValidate { get; init; } = 10;

    /// <summary>Limit on the total duration of the corpus; null for none.</summary>
    public TimeSpan? MaxTotalDuration { get; init; }

    /// <summary>Overrides the licence that the corpus states.</summary>
    public string? Licence { get; init; }

    /// <summary>Layout of the corpus on disk, one of <see cref="Corpus.LayoutNames"/>; null to detect it.</summary>
    public string? Layout { get; init; }

    /// <summary>Recordings prepared in parallel.</summary>
    [Range(1, 1024)]
    public int Workers { get; init; } = Environment.ProcessorCount;
}
