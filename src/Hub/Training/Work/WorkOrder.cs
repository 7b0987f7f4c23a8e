using System.Text.Json;
using System.Text.Json.Serialization;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.FineTuning;

namespace VoiceSmith.Hub.Training.Work;

/// <summary>Something long to be done, in this process or another. Plain data: it is sent as one line of JSON.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "order")]
[JsonDerivedType(typeof(CheckOrder), "check")]
[JsonDerivedType(typeof(TrainOrder), "train")]
internal abstract record WorkOrder
{
    /// <summary>One line of JSON, as orders and messages travel between processes.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}

/// <summary>Recordings become features, or are found to be of no use.</summary>
/// <param name="Corpus">Where they lie.</param>
/// <param name="Output">Where the features go.</param>
/// <param name="Licence">What was said of their licence; null to look.</param>
/// <param name="MaxDuration">The most there may be.</param>
internal sealed record CheckOrder(string Corpus, string Output, string? Licence, TimeSpan MaxDuration) : WorkOrder;

/// <summary>A voice is tuned, from its newest checkpoint where there is one.</summary>
/// <param name="Plan">What is tuned to what.</param>
/// <param name="Folder">Results go there.</param>
/// <param name="Steps">In all.</param>
/// <param name="ValidateEvery">Steps between listening.</param>
/// <param name="LogEvery">Steps between reports.</param>
/// <param name="KeepCheckpoints">Newest ones kept.</param>
/// <param name="Threads">Of torch.</param>
internal sealed record TrainOrder(FineTuningPlan Plan, string Folder, long Steps, int ValidateEvery, int LogEvery, int KeepCheckpoints, int Threads) : WorkOrder;

/// <summary>What work tells while it is done.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "tells")]
[JsonDerivedType(typeof(RecordingsChecked), "checked")]
[JsonDerivedType(typeof(TrainingHappened), "happened")]
[JsonDerivedType(typeof(WorkFailed), "failed")]
internal abstract record WorkMessage;

/// <summary>How far a check is.</summary>
internal sealed record RecordingsChecked(int Done, int Total) : WorkMessage;

/// <summary>What a trainer tells.</summary>
internal sealed record TrainingHappened(TrainingEvent What) : WorkMessage;

/// <summary>The work ends, and this is why.</summary>
internal sealed record WorkFailed(string Code, string What, string Why, string Fix) : WorkMessage;

/// <summary>Work failed for a reason that another process told.</summary>
internal sealed class WorkException(WorkFailed told) : VoiceSmithException(told.Code, told.What, told.Why, told.Fix);
