using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Acoustic;

/// <summary>
/// Whole recordings of one step, padded to the longest. All that training reads is in its tensors, so that a batch can
/// be prepared on one device and used on another.
/// </summary>
/// <param name="Utterances">The recordings, with their lengths.</param>
/// <param name="Phonemes">Ids, [batch, phoneme].</param>
/// <param name="PhonemeLengths">[batch]</param>
/// <param name="Mel">Log-mel, [batch, band, frame].</param>
/// <param name="MelLengths">[batch]</param>
/// <param name="Speakers">Speaker rows, [batch].</param>
/// <param name="Contour">
/// ln F0, voicing and ln energy, [batch, frame, value] as in <see cref="ContourLayout"/>; zero padded.
/// </param>
public sealed record AcousticBatch(
    IReadOnlyList<Utterance> Utterances,
    Tensor Phonemes,
    Tensor PhonemeLengths,
    Tensor Mel,
    Tensor MelLengths,
    Tensor Speakers,
    Tensor Contour
) : ITrainingBatch
{
    /// <summary>Samples, [batch, frame × hop length]; zero padded. Null where the batch was made without.</summary>
    public Tensor? Sound { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Items => [.. Utterances.Select(item => item.Id)];

    /// <inheritdoc/>
    public required double AudioSeconds { get; init; }

    /// <summary>True at padded phonemes, [batch, phoneme].</summary>
    public Tensor PhonemePadding => Padding(PhonemeLengths, Phonemes.shape[1]);

    /// <summary>True at padded frames, [batch, frame].</summary>
    public Tensor MelPadding => Padding(MelLengths, Mel.shape[2]);

    /// <summary>Reads and pads recordings.</summary>
    /// <param name="data">Prepared recordings.</param>
    /// <param name="utterances">Those of the batch.</param>
    /// <param name="withSound">True to read samples too.</param>
    public static AcousticBatch Of(PreparedCorpus data, IReadOnlyList<Utterance> utterances, bool withSound = false)
    {
        var (count, hop) = (utterances.Count, data.Manifest.Mel.HopLength);
        var longestText = utterances.Max(item => item.Phonemes.Length);
        var longestMel = utterances.Max(item => item.Frames);
        var phonemes = new long[count * longestText];
        var mel = new float[count * longestMel * data.Bands];
        var contour = new float[count * longestMel * ContourLayout.Values];
        var sound = withSound ? new float[count * longestMel * hop] : [];
        Array.Fill(mel, (float)Math.Log(data.Manifest.Mel.MinMagnitude));
        foreach (var (i, item) in utterances.Index())
        {
            var row = i * longestMel;
            for (var j = 0; j < item.Phonemes.Length; j++)
                phonemes[i * longestText + j] = item.Phonemes[j];
            data.ReadMel(item.FirstFrame, item.Frames, mel.AsSpan(row * data.Bands));
            data.Contour(item.FirstFrame, item.Frames).CopyTo(contour.AsSpan(row * ContourLayout.Values));
            if (withSound)
                data.ReadSamples(item.FirstFrame, item.Frames, sound.AsSpan(row * hop));
        }
        using var scope = NewDisposeScope();
        Tensor Lengths(Func<Utterance, long> of) => tensor(utterances.Select(of).ToArray()).DetachFromDisposeScope();
        return new(
            utterances,
            tensor(phonemes).view(count, longestText).DetachFromDisposeScope(),
            Lengths(item => item.Phonemes.Length),
            tensor(mel).view(count, longestMel, data.Bands).transpose(1, 2).contiguous().DetachFromDisposeScope(),
            Lengths(item => item.Frames),
            Lengths(item => item.Speaker),
            tensor(contour).view(count, longestMel, ContourLayout.Values).DetachFromDisposeScope()
        )
        {
            Sound = withSound ? tensor(sound).view(count, longestMel * hop).DetachFromDisposeScope() : null,
            AudioSeconds = data.Manifest.SecondsOf(utterances.Sum(item => item.Frames)),
        };
    }

    /// <summary>
    /// One recording of the batch without padding, a batch of one; in the caller's dispose scope, without sound.
    /// </summary>
    public AcousticBatch Row(int row)
    {
        var item = Utterances[row];
        Tensor Of(Tensor rows) => rows.narrow(0, row, 1);
        return new(
            [item],
            Of(Phonemes).narrow(1, 0, item.Phonemes.Length).contiguous(),
            Of(PhonemeLengths),
            Of(Mel).narrow(2, 0, item.Frames).contiguous(),
            Of(MelLengths),
            Of(Speakers),
            Of(Contour).narrow(1, 0, item.Frames).contiguous()
        )
        {
            AudioSeconds = 0,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in new[] { Phonemes, PhonemeLengths, Mel, MelLengths, Speakers, Contour })
            value.Dispose();
        Sound?.Dispose();
    }

    private static Tensor Padding(Tensor lengths, long size) =>
        arange(size).unsqueeze(0).greater_equal(lengths.unsqueeze(1));
}
