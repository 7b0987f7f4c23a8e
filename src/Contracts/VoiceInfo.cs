using MessagePack;

namespace VoiceSmith.Contracts;

/// <summary>A voice that can be asked for.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="Version">Version of its weights: two voices of one version give the same samples.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Speakers">Names of its speakers; a request selects one by number.</param>
/// <param name="SampleRate">Samples per second.</param>
/// <param name="TrainingStep">Training steps of its acoustic model.</param>
/// <param name="Licence">Licence of its weights.</param>
[MessagePackObject]
public sealed record VoiceInfo(
    [property: Key("name")] string Name,
    [property: Key("version")] string Version,
    [property: Key("language")] string Language,
    [property: Key("speakers")] IReadOnlyList<string> Speakers,
    [property: Key("sampleRate")] int SampleRate,
    [property: Key("trainingStep")] long TrainingStep,
    [property: Key("licence")] string Licence
);
