using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Vocoder;

/// <summary>Segments of recordings of one step.</summary>
/// <param name="Sound">Samples, [batch, time × hop length].</param>
/// <param name="Mel">Log-mel, [batch, band, time].</param>
/// <param name="LogF0">ln of measured F0, [batch, time].</param>
/// <param name="Voicing">0 or 1, [batch, time].</param>
public sealed record VocoderBatch(Tensor Sound, Tensor Mel, Tensor LogF0, Tensor Voicing) : ITrainingBatch
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <inheritdoc/>
    public double AudioSeconds { get; init; }

    /// <summary>Segments of recordings' sound, with given mels.</summary>
    /// <param name="data">Prepared recordings.</param>
    /// <param name="firstFrames">First frame of each segment, over all recordings of the data.</param>
    /// <param name="mel">Log-mel of each, [batch, band, time]; owned by the batch from here on.</param>
    public static VocoderBatch Of(PreparedCorpus data, IReadOnlyList<int> firstFrames, Tensor mel)
    {
        var (count, frames, hop) = (firstFrames.Count, (int)mel.size(2), data.Manifest.Mel.HopLength);
        var sound = new float[count * frames * hop];
        var (logF0, voicing) = (new float[count * frames], new float[count * frames]);
        for (var i = 0; i < count; i++)
        {
            data.ReadSamples(firstFrames[i], frames, sound.AsSpan(i * frames * hop, frames * hop));
            var contour = data.Contour(firstFrames[i], frames);
            for (var t = 0; t < frames; t++)
            {
                logF0[i * frames + t] = contour[t * ContourLayout.Values + ContourLayout.LogF0];
                voicing[i * frames + t] = contour[t * ContourLayout.Values + ContourLayout.Voicing];
            }
        }
        Tensor Frames(float[] values) => tensor(values).view(count, frames);
        return new(tensor(sound).view(count, -1), mel, Frames(logF0), Frames(voicing))
        {
            AudioSeconds = data.Manifest.SecondsOf(count * frames),
        };
    }

    /// <summary>A whole recording as a batch of one.</summary>
    public static VocoderBatch Whole(PreparedCorpus data, Utterance utterance) =>
        Of(data, [utterance.FirstFrame], data.MelOf(utterance).unsqueeze(0)) with
        {
            Items = [utterance.Id],
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        Sound.Dispose();
        Mel.Dispose();
        LogF0.Dispose();
        Voicing.Dispose();
    }
}

/// <summary>Random segments of recordings; a recording's probability is its share of the total duration.</summary>
public sealed class VocoderBatches : IBatchSource<VocoderBatch>
{
    private readonly PreparedCorpus _data;
    private readonly int _batchSize,
        _frames,
        _seed;
    private readonly IMelSource? _predicted;
    private readonly Utterance[] _utterances;
    private readonly long[] _starts; // frames before each utterance, and the total

    /// <param name="data">Prepared recordings.</param>
    /// <param name="batchSize">Segments per step.</param>
    /// <param name="frames">Mel frames per segment.</param>
    /// <param name="seed">Seed of the selection.</param>
    /// <param name="predicted">Predicted mels that every other segment takes instead of its own; null for none.</param>
    /// <exception cref="VoiceSmithException">VS3004: no recording for training is as long as a segment.</exception>
    public VocoderBatches(PreparedCorpus data, int batchSize, int frames, int seed, IMelSource? predicted = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        (_data, _batchSize, _frames, _seed, _predicted) = (data, batchSize, frames, seed, predicted);
        var training = data.Manifest.Utterances.Where(item => !item.Validation).ToArray();
        _utterances = [.. training.Where(item => item.Frames >= frames)];
        if (_utterances.Length == 0)
            throw new VoiceSmithException(
                "VS3004",
                "There are no recordings to train on.",
                training.Length == 0
                    ? "No prepared recording is for training."
                    : $"None of {training.Length} recordings has the {frames} mel frames of a segment.",
                "Prepare more or longer recordings, or train with shorter segments."
            );
        _starts = new long[_utterances.Length + 1];
        for (var i = 0; i < _utterances.Length; i++)
            _starts[i + 1] = _starts[i] + _utterances[i].Frames;
    }

    /// <inheritdoc/>
    public int StepsPerEpoch => (int)Math.Max(1, _starts[^1] / (_batchSize * _frames));

    /// <inheritdoc/>
    public VocoderBatch Get(long step)
    {
        // Not HashCode, which differs between processes.
        var random = new Random(unchecked((int)(((step + 1) * 2_654_435_761 ^ _seed * 7_368_787L) >> 8)));
        var bands = _data.Bands;
        var mel = new float[_batchSize * _frames * bands];
        var (items, firstFrames) = (new string[_batchSize], new int[_batchSize]);
        for (var i = 0; i < _batchSize; i++)
        {
            var place = Array.BinarySearch(_starts, random.NextInt64(_starts[^1]) + 1);
            var utterance = _utterances[(place < 0 ? ~place : place) - 1];
            var first = firstFrames[i] = utterance.FirstFrame + random.Next(utterance.Frames - _frames + 1);
            items[i] = $"{utterance.Id} from frame {first - utterance.FirstFrame}";
            var source = _predicted is not null && (step + i) % 2 == 1 ? _predicted : _data;
            source.ReadMel(first, _frames, mel.AsSpan(i * _frames * bands));
        }
        using var scope = NewDisposeScope();
        var mels = tensor(mel).view(_batchSize, _frames, bands).transpose(1, 2).contiguous(); // [batch, band, time]
        var batch = VocoderBatch.Of(_data, firstFrames, mels) with { Items = items };
        foreach (var value in new[] { batch.Sound, batch.Mel, batch.LogF0, batch.Voicing })
            value.DetachFromDisposeScope();
        return batch;
    }
}
