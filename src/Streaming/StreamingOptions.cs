using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Streaming;

/// <summary>How a deployment speaks. Nothing here changes a sample: sound depends on voice, text, controls and seed alone.</summary>
public sealed class StreamingOptions
{
    /// <summary>The section of a configuration that holds them.</summary>
    public const string Section = "Streaming";

    /// <summary>The most sound in one audio frame; frames hold half of it or more. Shorter is snappier, longer costs fewer messages.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:00.200")]
    public TimeSpan FrameDuration { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Chunks that a stage may run ahead. More rides out slow moments; less memory, and less work wasted by a cancel, with fewer.</summary>
    [Range(1, 64)]
    public int StageCapacity { get; init; } = 4;

    /// <summary>Threads that compute; 0 takes one a core, which serves many listeners best.</summary>
    [Range(0, 256)]
    public int Workers { get; init; }

    /// <summary>UTF-16 units of text in one utterance. Longer texts cost memory, and a wait for whoever queues behind them.</summary>
    [Range(1, 10_000_000)]
    public int MaxTextLength { get; init; } = 100_000;

    /// <summary>Utterances at a time. Past it a listener is told to come back, rather than everyone stuttering.</summary>
    [Range(1, 10_000)]
    public int MaxUtterances { get; init; } = 64;
}

/// <summary>Checks <see cref="StreamingOptions"/> at start, naming each member that is out of its range.</summary>
[OptionsValidator]
public sealed partial class StreamingOptionsValidator : IValidateOptions<StreamingOptions>;
