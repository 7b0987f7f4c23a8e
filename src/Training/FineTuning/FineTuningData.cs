using VoiceSmith.Models;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Training.FineTuning;

/// <summary>Recordings of a new speaker, and perhaps some of the old, in the terms of the voice that is tuned.</summary>
public static class FineTuningData
{
    /// <summary>Describes prepared recordings in a voice's terms: its rows of speakers, its statistics; the new speaker keeps the register of its own.</summary>
    /// <param name="recordings">All of one speaker; changed in place.</param>
    /// <param name="voice">The voice's.</param>
    /// <param name="speaker">Whose they are; has a row in the voice.</param>
    /// <exception cref="VoiceSmithException">VS3009: they were prepared with other mel frames or other symbols.</exception>
    public static void TakeTermsOf(this Dataset recordings, DatasetManifest voice, string speaker)
    {
        var own = recordings.Manifest;
        RequireSameTerms(own, voice);
        var row = voice.Speakers.ToList().IndexOf(speaker);
        var registers = Enumerable.Range(0, voice.Speakers.Count).Select(voice.LogF0Of).ToArray();
        registers[row] = own.LogF0;
        recordings.Describe(own with
        {
            Speakers = voice.Speakers, LogF0 = voice.LogF0, SpeakerLogF0 = registers, Energy = voice.Energy,
            Utterances = [.. own.Utterances.Select(item => item with { Speaker = row })],
        });
    }

    /// <summary>Describes recordings of a voice's speakers in its terms; a speaker whose register the voice lacks keeps the recordings' own.</summary>
    /// <param name="original">Changed in place.</param>
    /// <param name="voice">The voice's.</param>
    /// <exception cref="VoiceSmithException">VS3009: they were prepared with other mel frames or other symbols, or speakers that the voice does not have.</exception>
    public static void TakeTermsOf(this Dataset original, DatasetManifest voice)
    {
        var own = original.Manifest;
        RequireSameTerms(own, voice);
        var rows = own.Speakers.Select(name => voice.Speakers.ToList().IndexOf(name)).ToArray();
        if (rows.Contains(-1))
            throw Unfit($"Their speakers are {string.Join(", ", own.Speakers)}, the voice's are {string.Join(", ", voice.Speakers)}.");
        FeatureStatistics[] registers = [.. Enumerable.Range(0, voice.Speakers.Count).Select(row =>
            row >= voice.SpeakerLogF0.Count && rows.Contains(row) ? own.LogF0Of(Array.IndexOf(rows, row)) : voice.LogF0Of(row))];
        original.Describe(own with
        {
            Speakers = voice.Speakers, LogF0 = voice.LogF0, SpeakerLogF0 = registers, Energy = voice.Energy,
            Utterances = [.. own.Utterances.Select(item => item with { Speaker = rows[item.Speaker] })],
        });
    }

    private static void RequireSameTerms(DatasetManifest own, DatasetManifest voice)
    {
        if (own.Mel != voice.Mel)
            throw Unfit("They were prepared with other mel frames than the voice's.");
        if (!own.Symbols.SequenceEqual(voice.Symbols))
            throw Unfit("They were prepared with other phoneme symbols than the voice's.");
    }

    private static VoiceSmithException Unfit(string why) => new("VS3009", "The recordings do not fit the voice that is to be tuned.", why, "Prepare them again with this program.");
}

/// <summary>Batches of new recordings, with one of the original ones now and then, so that the voice does not forget.</summary>
/// <param name="recordings">Of the new speaker.</param>
/// <param name="original">Of the voice.</param>
/// <param name="share">Of batches that are original.</param>
public sealed class MixedBatches(AcousticBatches recordings, AcousticBatches original, double share) : IBatchSource<AcousticBatch>
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
