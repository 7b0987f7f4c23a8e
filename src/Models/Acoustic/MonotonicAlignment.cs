using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>The most likely monotonic path through an alignment that skips no phoneme.</summary>
public static class MonotonicAlignment
{
    /// <summary>Frames per phoneme, at least one each.</summary>
    /// <param name="logProbability">[frame, phoneme], row-major.</param>
    /// <param name="frames">Frames; at least as many as phonemes.</param>
    /// <param name="phonemes">Phonemes.</param>
    /// <param name="stride">Values per row.</param>
    /// <returns>Frames per phoneme; their sum is <paramref name="frames"/>.</returns>
    /// <exception cref="ArgumentException">There are fewer frames than phonemes.</exception>
    public static int[] Durations(ReadOnlySpan<float> logProbability, int frames, int phonemes, int stride)
    {
        if (frames < phonemes || phonemes < 1)
            throw new ArgumentException($"{phonemes} phonemes cannot be aligned to {frames} frames.", nameof(frames));
        var scores = new double[phonemes];
        // true where the best path to a cell comes from the previous phoneme
        var moved = new System.Collections.BitArray(frames * phonemes);
        Array.Fill(scores, double.NegativeInfinity);
        scores[0] = logProbability[0];
        for (var frame = 1; frame < frames; frame++)
        {
            var row = logProbability.Slice(frame * stride, phonemes);
            for (var phoneme = Math.Min(frame, phonemes - 1); phoneme >= 0; phoneme--)
            {
                var before = phoneme > 0 ? scores[phoneme - 1] : double.NegativeInfinity;
                moved[frame * phonemes + phoneme] = phoneme > 0 && before >= scores[phoneme];
                scores[phoneme] = Math.Max(scores[phoneme], before) + row[phoneme];
            }
        }
        var durations = new int[phonemes];
        var at = phonemes - 1;
        for (var frame = frames - 1; frame >= 0; frame--)
        {
            durations[at]++;
            if (frame > 0 && moved[frame * phonemes + at])
                at--;
        }
        return durations;
    }

    /// <summary>Frames per phoneme of a batch.</summary>
    /// <param name="soft">Probabilities, [batch, frame, phoneme].</param>
    /// <param name="phonemeLengths">[batch]</param>
    /// <param name="melLengths">[batch]</param>
    /// <returns>int64, [batch, phoneme], in the caller's dispose scope; no gradient.</returns>
    public static Tensor Durations(Tensor soft, Tensor phonemeLengths, Tensor melLengths)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (frames, phonemes) = ((int)soft.size(1), (int)soft.size(2));
        var values = soft.detach().log().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var (texts, mels) = (Lengths(phonemeLengths), Lengths(melLengths));
        var durations = new long[texts.Length * phonemes];
        for (var item = 0; item < texts.Length; item++)
        {
            var map = values.AsSpan(item * frames * phonemes, frames * phonemes);
            var own = Durations(map, (int)mels[item], (int)texts[item], phonemes);
            for (var i = 0; i < own.Length; i++)
                durations[item * phonemes + i] = own[i];
        }
        return tensor(durations, [texts.Length, phonemes]).to(soft.device).MoveToOuterDisposeScope();
    }

    private static long[] Lengths(Tensor lengths) => lengths.to(ScalarType.Int64).cpu().data<long>().ToArray();
}
