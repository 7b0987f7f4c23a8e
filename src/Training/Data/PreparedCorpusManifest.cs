using System.Text.Json.Serialization;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Training.Corpora;

namespace VoiceSmith.Training.Data;

/// <summary>
/// A prepared recording: its transcript and the position of its features. Member names are file format.
/// </summary>
/// <param name="Id">Its id in the corpus.</param>
/// <param name="Speaker">Row of the speaker table.</param>
/// <param name="Validation">True for recordings kept out of training.</param>
/// <param name="Text">The transcript as given.</param>
/// <param name="Phonemes">The transcript as phoneme ids.</param>
/// <param name="FirstFrame">Its first mel frame within the data.</param>
/// <param name="Frames">Mel frames.</param>
/// <param name="Key">Hash of the sound file and of the settings of its features.</param>
public sealed record Utterance(
    string Id,
    int Speaker,
    bool Validation,
    string Text,
    int[] Phonemes,
    int FirstFrame,
    int Frames,
    string Key = ""
);

/// <summary>Description of a prepared corpus. Member names are file format.</summary>
public sealed record PreparedCorpusManifest
{
    /// <summary>
    /// Current version of the file format. Version 1 stored mel frames as 32-bit floats, in files of fixed names.
    /// </summary>
    public const int CurrentFormat = 2;

    /// <summary>Version of the file format.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Prefix of the names of the files beside it.</summary>
    public string FilePrefix { get; init; } = "";

    /// <summary>Layout of the corpus on disk, one of <see cref="Corpus.LayoutNames"/>.</summary>
    public string Layout { get; init; } = "";

    /// <summary>Sizes of the mel frames.</summary>
    public required MelConfig Mel { get; init; }

    /// <summary>Phoneme symbols in order of id.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Speaker names in order of row.</summary>
    public required IReadOnlyList<string> Speakers { get; init; }

    /// <summary>ln F0 of voiced frames, over training utterances.</summary>
    public required FeatureStatistics LogF0 { get; init; }

    /// <summary>The same for each speaker, in order of row; empty in format version 1.</summary>
    public IReadOnlyList<FeatureStatistics> SpeakerLogF0 { get; init; } = [];

    /// <summary>ln energy of frames, over training utterances.</summary>
    public required FeatureStatistics Energy { get; init; }

    /// <summary>Licence of the recordings; empty if the corpus does not state it.</summary>
    public required string Licence { get; init; }

    /// <summary>SHA-256 over ids, texts and samples.</summary>
    public required string Hash { get; init; }

    /// <summary>Recordings of the corpus that were left out, with reasons.</summary>
    public IReadOnlyList<Rejection> Rejected { get; init; } = [];

    /// <summary>All recordings.</summary>
    public required IReadOnlyList<Utterance> Utterances { get; init; }

    /// <summary>Recordings of validation.</summary>
    [JsonIgnore]
    public IReadOnlyList<Utterance> ValidationUtterances => [.. Utterances.Where(item => item.Validation)];

    /// <summary>Duration of mel frames in seconds.</summary>
    public double SecondsOf(long frames) => frames * Mel.HopLength / (double)Mel.SampleRate;

    /// <summary>
    /// Unit of a speaker's pitch: ln F0 of that speaker, or of all where the data does not separate them.
    /// </summary>
    public FeatureStatistics LogF0Of(int speaker) => speaker < SpeakerLogF0.Count ? SpeakerLogF0[speaker] : LogF0;
}
