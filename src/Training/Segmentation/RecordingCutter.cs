using VoiceSmith.Audio;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Training.Segmentation;

/// <summary>Cuts a long recording of one speaker into the sentences of its text.</summary>
/// <remarks>
/// Sentences are found by dynamic programming over the likelihoods of a trained aligner, and cut where the sound
/// between them is quietest. Sentences too long to train on are cut at the pauses of their marks, and very short ones
/// stay with their neighbours.
/// </remarks>
/// <param name="model">A model with a trained aligner; owned by the caller.</param>
/// <param name="mel">The mel that it was trained on.</param>
/// <param name="normalizer">Text to spoken words.</param>
/// <param name="phonemizer">Spoken words to phonemes of <see cref="PhonemeInventory.English"/>.</param>
public sealed class RecordingCutter(
    AcousticModel model,
    MelConfig mel,
    TextNormalizer normalizer,
    IPhonemizer phonemizer
)
{
    private const double Lufs = -23; // of the data that aligners are trained on

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(12),
        Shortest = TimeSpan.FromSeconds(1);

    /// <summary>Cuts a recording.</summary>
    /// <param name="recording">Any sample rate and channels.</param>
    /// <param name="text">Its whole text, from beginning to end.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public CutRecording Cut(
        AudioClip recording,
        string text,
        Action<double> progress,
        CancellationToken cancellationToken
    )
    {
        var sentences = ReadSentence.Of(text, normalizer, phonemizer);
        if (sentences.Count == 0)
            return new([], []);
        var clip = Loudness.Normalize(recording.ToMono().Resample(mel.SampleRate), Lufs);
        var places = new RecordingAligner(model, mel).Align(
            clip.Samples,
            [.. sentences.Select(one => one.Ids)],
            progress,
            cancellationToken
        );
        var found = sentences.Zip(places).Where(pair => pair.Second.Starts.Length > 0);
        var units = found
            .SelectMany(pair => new PieceUnit(pair.First, pair.Second, 0, pair.First.Ids.Count).Split(
                FramesOf(Longest),
                FramesOf(Shortest)
            ))
            .ToArray();
        var missing = sentences.Zip(places).Where(pair => pair.Second.Starts.Length == 0);
        return new(
            new PieceBorders(clip, mel.HopLength).Pieces(Grouped(units)),
            [.. missing.Select(pair => pair.First.Text)]
        );
    }

    /// <summary>Units, the very short ones together with the next.</summary>
    private List<PieceUnit[]> Grouped(PieceUnit[] units)
    {
        var groups = new List<PieceUnit[]>();
        foreach (var unit in units)
            if (
                groups.Count > 0
                && (IsShort(groups[^1][0].Start, groups[^1][^1].End) || IsShort(unit.Start, unit.End))
                && unit.GapBefore == 0
                && unit.End - groups[^1][0].Start <= FramesOf(Longest)
            )
                groups[^1] = [.. groups[^1], unit];
            else
                groups.Add([unit]);
        return groups;
    }

    private bool IsShort(int start, int end) => end - start < FramesOf(Shortest);

    private int FramesOf(TimeSpan duration) => (int)(duration.TotalSeconds * mel.SampleRate / mel.HopLength);
}
