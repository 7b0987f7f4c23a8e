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

    /// <summary>Segments of recordings' sound with mels that are given.</summary>
    /// <param name="data">Prepared recordings.</param>
    /// <param name="firstFrames">Where each segment begins, in the data's frames.</param>
    /// <param name="mel">Log-mel of each, [batch, band, time]; owned by the batch from here on.</param>
    public static VocoderBatch Of(Dataset data, IReadOnlyList<int> firstFrames, Tensor mel)
    {
        var (count, frames, hop) = (firstFrames.Count, (int)mel.size(2), data.Manifest.Mel.HopLength);
        var sound = new float[count * frames * hop];
        var (logF0, voicing) = (new float[count * frames], new float[count * frames]);
        for (var i = 0; i < count; i++)
        {
            data.ReadSamples(firstFrames[i], frames, sound.AsSpan(i * frames * hop, frames * hop));
            var contour = data.Contour(firstFrames[i], frames);
            for (var t = 0; t < frames; t++)
                (logF0[i * frames + t], voicing[i * frames + t]) = (contour[t * Dataset.ContourValues], contour[t * Dataset.ContourValues + 1]);
        }
        return new(tensor(sound).view(count, -1), mel, tensor(logF0).view(count, frames), tensor(voicing).view(count, frames))
        {
            AudioSeconds = data.Manifest.SecondsOf(count * frames),
        };
    }

    /// <summary>All of one recording, a batch of one.</summary>
    public static VocoderBatch Whole(Dataset data, Utterance utterance) =>
        Of(data, [utterance.FirstFrame], data.MelOf(utterance).unsqueeze(0)) with { Items = [utterance.Id] };

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
        var bands = data.Manifest.Mel.Bands;
        var mel = new float[batchSize * frames * bands];
        var (items, firstFrames) = (new string[batchSize], new int[batchSize]);
        for (var i = 0; i < batchSize; i++)
        {
            var place = Array.BinarySearch(_starts, random.NextInt64(_starts[^1]) + 1);
            var utterance = _utterances[(place < 0 ? ~place : place) - 1];
            var first = firstFrames[i] = utterance.FirstFrame + random.Next(utterance.Frames - frames + 1);
            items[i] = $"{utterance.Id} from frame {first - utterance.FirstFrame}";
            IMelSource source = predicted is not null && (step + i) % 2 == 1 ? predicted : data;
            source.ReadMel(first, frames, mel.AsSpan(i * frames * bands));
        }
        using var scope = NewDisposeScope();
        var batch = VocoderBatch.Of(data, firstFrames, tensor(mel).view(batchSize, frames, bands).transpose(1, 2).contiguous());
        foreach (var value in new[] { batch.Sound, batch.Mel, batch.LogF0, batch.Voicing })
            value.DetachFromDisposeScope();
        return batch with { Items = items };
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
