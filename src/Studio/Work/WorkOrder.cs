using System.Text.Json;
using System.Text.Json.Serialization;
using VoiceSmith.Contracts;
using VoiceSmith.Studio.Recordings;
using VoiceSmith.Training;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.FineTuning;

namespace VoiceSmith.Studio.Work;

/// <summary>A long job for this process or another. Plain data, sent as one line of JSON.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "order")]
[JsonDerivedType(typeof(CheckOrder), "check")]
[JsonDerivedType(typeof(TrainOrder), "train")]
[JsonDerivedType(typeof(PackOrder), "pack")]
internal abstract record WorkOrder
{
    /// <summary>One line of JSON, as orders and messages travel between processes.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}

/// <summary>Checks recordings and computes their features.</summary>
/// <param name="Corpus">The recordings.</param>
/// <param name="Output">Folder of the features.</param>
/// <param name="Licence">Licence of the recordings; null to take the corpus's own.</param>
/// <param name="MaxDuration">Limit of the sound.</param>
internal sealed record CheckOrder(DataSetCorpus Corpus, string Output, string? Licence, TimeSpan MaxDuration)
    : WorkOrder;

/// <summary>Fine-tunes a voice, from the newest checkpoint if there is one.</summary>
/// <param name="Plan">Voice, data and settings.</param>
/// <param name="Folder">Folder of the run.</param>
/// <param name="Steps">Training steps in all.</param>
/// <param name="ValidateEvery">Steps between validations.</param>
/// <param name="LogEvery">Steps between reports.</param>
/// <param name="KeepCheckpoints">Newest checkpoints kept.</param>
/// <param name="Threads">Threads of torch.</param>
/// <param name="Accelerator">
/// Device. Others than the CPU are for a process of its own: torch has one default device, and voices in this process
/// may use another.
/// </param>
internal sealed record TrainOrder(
    FineTuningPlan Plan,
    string Folder,
    long Steps,
    int ValidateEvery,
    int LogEvery,
    int KeepCheckpoints,
    int Threads,
    Accelerator Accelerator = Accelerator.Cpu
) : WorkOrder;

/// <summary>Packs a checkpoint of a run into a voice.</summary>
/// <param name="Checkpoint">Folder of the checkpoint.</param>
/// <param name="Parent">File of the voice that the run began from; its vocoder and lexicon are used.</param>
/// <param name="Name">The voice's name in requests.</param>
/// <param name="Speaker">The speaker that comes first.</param>
/// <param name="Provenance">Licence and consent.</param>
/// <param name="Output">The file to write.</param>
internal sealed record PackOrder(
    string Checkpoint,
    string Parent,
    string Name,
    string Speaker,
    Provenance Provenance,
    string Output
) : WorkOrder;

/// <summary>A report of work in progress.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "tells")]
[JsonDerivedType(typeof(RecordingsChecked), "checked")]
[JsonDerivedType(typeof(TrainingHappened), "happened")]
[JsonDerivedType(typeof(WorkFailed), "failed")]
internal abstract record WorkMessage;

/// <summary>Progress of a check.</summary>
/// <param name="Done">Recordings checked; seconds done while a long recording is cut.</param>
/// <param name="Total">Recordings to be checked; seconds of the long recording.</param>
internal sealed record RecordingsChecked(int Done, int Total) : WorkMessage;

/// <summary>An event of the trainer.</summary>
/// <param name="What">The event.</param>
internal sealed record TrainingHappened(TrainingEvent What) : WorkMessage;

/// <summary>The work failed: the parts of its error.</summary>
internal sealed record WorkFailed(string Code, string What, string Why, string Fix) : WorkMessage;

/// <summary>Work failed in another process.</summary>
/// <param name="told">The error there.</param>
internal sealed class WorkException(WorkFailed told) : VoiceSmithException(told.Code, told.What, told.Why, told.Fix);
