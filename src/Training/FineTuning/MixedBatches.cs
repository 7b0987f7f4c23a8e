using VoiceSmith.Training.Acoustic;

namespace VoiceSmith.Training.FineTuning;

/// <summary>Batches of new recordings mixed with batches of original ones, against forgetting.</summary>
/// <param name="recordings">Batches of the new recordings.</param>
/// <param name="original">Batches of the voice's training data.</param>
/// <param name="share">Share of original batches, below 1.</param>
public sealed class MixedBatches(AcousticBatches recordings, AcousticBatches original, double share)
    : IBatchSource<AcousticBatch>
{
    /// <inheritdoc/>
    public int StepsPerEpoch => (int)Math.Ceiling(recordings.StepsPerEpoch / (1 - share));

    /// <inheritdoc/>
    public AcousticBatch Get(long step)
    {
        var originals = (long)(step * share);
        return (long)((step + 1) * share) > originals ? original.Get(originals) : recordings.Get(step - originals);
    }
}
