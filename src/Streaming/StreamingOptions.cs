using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceSmith.Models.Layers;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming;

/// <summary>
/// Options of a deployment's engine. Nothing here changes a sample: sound depends on voice, text, lexicons, controls
/// and seed alone.
/// </summary>
public sealed class StreamingOptions
{
    /// <summary>The section of a configuration that holds them.</summary>
    public const string Section = "Streaming";

    /// <summary>
    /// The most sound in one audio frame; frames hold half of it or more. Shorter is snappier, longer costs fewer
    /// messages.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:00.200")]
    public TimeSpan FrameDuration { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>
    /// Chunks that a stage may run ahead. More rides out slow moments; less memory, and less work wasted by a cancel,
    /// with fewer.
    /// </summary>
    [Range(1, 64)]
    public int StageCapacity { get; init; } = 4;

    /// <summary>
    /// A file with words whose pronunciation this deployment decides; empty for none. Voices and requests may differ.
    /// </summary>
    public string Lexicon { get; init; } = "";

    /// <summary>
    /// Device of voices: <c>cpu</c>, <c>cuda</c> (every CUDA device, each with a copy of the voices),
    /// <c>cuda:N</c>, or <c>auto</c>: CUDA if
    /// there is any, else the processor.
    /// </summary>
    [Required]
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Sizes of batches across utterances; a batch is padded to the next. Empty takes 64 on CUDA and no batches on the
    /// processor. One size gives the same bits whoever else listens; several (1, 8, 32, 128) compute less padding, and
    /// differ in rounding.
    /// </summary>
    [BatchSizeRange]
    public IReadOnlyList<int> BatchSizes { get; init; } = [];

    /// <summary>
    /// Threads that compute, for each device; 0 takes one a core on the processor, which serves many listeners best,
    /// and 3 for a GPU, so that one batch runs while others are prepared and handed out.
    /// </summary>
    [Range(0, 256)]
    public int Workers { get; init; }

    /// <summary>
    /// UTF-16 units of text in one utterance. Longer texts cost memory, and a wait for whoever queues behind them.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxTextLength { get; init; } = 100_000;

    /// <summary>
    /// Utterances at a time. Past it a listener is told to come back, rather than everyone stuttering.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxUtterances { get; init; } = 64;

    /// <summary>
    /// Share of the workers' time that listeners in real time may claim, by what utterances have cost so far; a
    /// listener more is told
    /// to come back. Higher serves more, lower rides out slow moments; 0 asks only <see cref="MaxUtterances"/>.
    /// </summary>
    [Range(0.0, 4.0)]
    public double MaxLoad { get; init; } = 0.9;

    /// <summary>Utterances of one connection that may wait for their turn.</summary>
    [Range(1, 1000)]
    public int MaxQueued { get; init; } = 32;

    /// <summary>
    /// Time for which texts are kept after they were asked for, so that a broken stream can be taken up again; 0 keeps
    /// none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan KeepUtterances { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Bytes of sound that are kept, sentence by sentence, in case the same is asked for again; 0 keeps none.
    /// </summary>
    [Range(0L, 1L << 40)]
    public long CacheBytes { get; init; }

    /// <summary>The devices that <see cref="Device"/> and <see cref="BatchSizes"/> name.</summary>
    /// <exception cref="SpeechDeviceException">VS4016: one is not there.</exception>
    public SpeechDevices FindDevices() => SpeechDevices.Of(Device, BatchSizes);

    /// <summary>Longest wait of a shutdown for utterances in progress.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Sizes from 1 to 1024.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BatchSizeRangeAttribute() : ValidationAttribute("{0} must be numbers from 1 to 1024.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not IEnumerable<int> sizes || sizes.All(size => size is >= 1 and <= 1024);
}

/// <summary>Checks <see cref="StreamingOptions"/> at start, naming each member that is out of its range.</summary>
[OptionsValidator]
public sealed partial class StreamingOptionsValidator : IValidateOptions<StreamingOptions>;
