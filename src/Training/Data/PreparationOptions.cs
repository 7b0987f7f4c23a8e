using VoiceSmith.Audio;

namespace VoiceSmith.Training.Data;

/// <summary>How a corpus is prepared.</summary>
public sealed record PreparationOptions
{
    /// <summary>How mel frames are made; recordings are resampled to its rate.</summary>
    public MelConfig Mel { get; init; } = new();

    /// <summary>Recordings shorter than this are left out.</summary>
    public TimeSpan MinDuration { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Recordings longer than this are left out.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Loudness that every recording is brought to, in LUFS; null leaves it.</summary>
    public double? Loudness { get; init; } = -23;

    /// <summary>Ends this many decibels below the loudest 10 ms are cut; null leaves them.</summary>
    public double? TrimDb { get; init; } = 40;

    /// <summary>Silence that trimming leaves at each end.</summary>
    public TimeSpan KeepSilence { get; init; } = TimeSpan.FromSeconds(0.15);

    /// <summary>Recordings quieter than this are silent, in LUFS.</summary>
    public double SilentBelow { get; init; } = -60;

    /// <summary>Recordings with a greater share of samples cut off at full scale are left out.</summary>
    public double MaxClippedShare { get; init; } = 0.001;

    /// <summary>The language wanted, as a BCP 47 tag: recordings that say or show another are left out.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Share kept for validation where the corpus names none, by a hash of the id.</summary>
    public double ValidationShare { get; init; } = 0.03;

    /// <summary>Corpora of so many recordings keep one out at least; 0 is as 1.</summary>
    public int EnoughToValidate { get; init; } = 10;

    /// <summary>The most sound that the corpus may have; null for any amount.</summary>
    public TimeSpan? MaxTotalDuration { get; init; }

    /// <summary>Overrides the licence the corpus states.</summary>
    public string? Licence { get; init; }

    /// <summary>How the corpus lies on disk, one of <see cref="Corpus.LayoutNames"/>; null looks.</summary>
    public string? Layout { get; init; }

    /// <summary>Recordings prepared at a time.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}
