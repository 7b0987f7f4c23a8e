using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Vocoder;

/// <summary>Segments of recordings for one step.</summary>
/// <param name="Sound">[batch, time × hop]</param>
/// <param name="Mel">Log-mel, [batch, band, time].</param>
/// <param name="LogF0">ln of measured F0, [batch, time].</param>
/// <param name="Voicing">0 or 1, [batch, time].</param>
public sealed record VocoderBatch(Tensor Sound, Tensor Mel, Tensor LogF0, Tensor Voicing) : ITrainingBatch
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <inheritdoc/>
    public double AudioSeconds { get; init; }

    /// <summary>All of one recording, a batch of one.</summary>
    public static VocoderBatch Whole(Dataset data, Utterance utterance)
    {
        var (hop, frames) = (data.Manifest.Mel.HopLength, utterance.Frames);
        var sound = new float[frames * hop];
        data.ReadSamples(utterance.FirstFrame, frames, sound);
        var contour = tensor(data.Contour(utterance.FirstFrame, frames).ToArray()).view(1, frames, Dataset.ContourValues);
        return new(tensor(sound).unsqueeze(0), data.MelOf(utterance).unsqueeze(0), contour.select(2, 0), contour.select(2, 1))
        {
            Items = [utterance.Id], AudioSeconds = data.Manifest.SecondsOf(frames),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sound.Dispose();
        Mel.Dispose();
        LogF0.Dispose();
        Voicing.Dispose();
    }
}

/// <summary>Random segments of a data set's recordings, each as likely as the time it fills.</summary>
/// <param name="data">Prepared recordings.</param>
/// <param name="batchSize">Segments a step.</param>
/// <param name="frames">Mel frames a segment.</param>
/// <param name="seed">Decides which.</param>
/// <param name="predicted">Mels of the same recordings that every other segment takes instead of its own; null for their own alone.</param>
public sealed class VocoderBatches(Dataset data, int batchSize, int frames, int seed, PredictedMels? predicted = null) : IBatchSource<VocoderBatch>
{
    private readonly Utterance[] _utterances = [.. data.Manifest.Utterances.Where(item => !item.Validation && item.Frames >= frames)];
    private readonly long[] _starts = CumulativeFrames([.. data.Manifest.Utterances.Where(item => !item.Validation && item.Frames >= frames)]);

    /// <inheritdoc/>
    public int StepsPerEpoch => (int)Math.Max(1, _starts[^1] / (batchSize * frames));

    /// <inheritdoc/>
    public VocoderBatch Get(long step)
    {
        var random = new Random(unchecked((int)(((step + 1) * 2_654_435_761 ^ seed * 7_368_787L) >> 8)));   // not HashCode, which differs between processes
        var (hop, bands) = (data.Manifest.Mel.HopLength, data.Manifest.Mel.Bands);
        var sound = new float[batchSize * frames * hop];
        var mel = new float[batchSize * frames * bands];
        var (logF0, voicing) = (new float[batchSize * frames], new float[batchSize * frames]);
        var items = new string[batchSize];
        for (var i = 0; i < batchSize; i++)
        {
            var place = Array.BinarySearch(_starts, random.NextInt64(_starts[^1]) + 1);
            var utterance = _utterances[(place < 0 ? ~place : place) - 1];
            var first = utterance.FirstFrame + random.Next(utterance.Frames - frames + 1);
            items[i] = $"{utterance.Id} from frame {first - utterance.FirstFrame}";
            data.ReadSamples(first, frames, sound.AsSpan(i * frames * hop, frames * hop));
            IMelSource source = predicted is not null && (step + i) % 2 == 1 ? predicted : data;
            source.ReadMel(first, frames, mel.AsSpan(i * frames * bands));
            var contour = data.Contour(first, frames);
            for (var t = 0; t < frames; t++)
                (logF0[i * frames + t], voicing[i * frames + t]) = (contour[t * Dataset.ContourValues], contour[t * Dataset.ContourValues + 1]);
        }
        using var _ = NewDisposeScope();
        return new(
            tensor(sound).view(batchSize, -1).DetachFromDisposeScope(),
            tensor(mel).view(batchSize, frames, bands).transpose(1, 2).contiguous().DetachFromDisposeScope(),
            tensor(logF0).view(batchSize, frames).DetachFromDisposeScope(),
            tensor(voicing).view(batchSize, frames).DetachFromDisposeScope())
        {
            Items = items, AudioSeconds = data.Manifest.SecondsOf(batchSize * frames),
        };
    }

    /// <summary>Frames before each utterance, and the total; from 0 on.</summary>
    private static long[] CumulativeFrames(Utterance[] utterances)
    {
        var sums = new long[utterances.Length + 1];
        for (var i = 0; i < utterances.Length; i++)
            sums[i + 1] = sums[i] + utterances[i].Frames;
        return sums.Length > 1 ? sums : throw new VoiceSmithException("VS3004", "There is nothing to train on.",
            "No training recording is as long as a segment.", "Prepare longer recordings, or train with shorter segments.");
    }
}
