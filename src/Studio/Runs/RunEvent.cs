using System.Text.Json.Serialization;
using VoiceSmith.Contracts;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Studio.Runs;

/// <summary>An event of a run. Names of types and members are file format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStateChanged), "state")]
[JsonDerivedType(typeof(RunStarted), "started")]
[JsonDerivedType(typeof(RunProgressed), "progress")]
[JsonDerivedType(typeof(RunValidated), "validated")]
[JsonDerivedType(typeof(RunSaved), "saved")]
[JsonDerivedType(typeof(RunStepSkipped), "skipped")]
[JsonDerivedType(typeof(RunPromoted), "promoted")]
public abstract record RunEvent
{
    /// <summary>Index of the event in its run.</summary>
    public int Number { get; init; }

    /// <summary>Time, UTC.</summary>
    public DateTime At { get; init; }

    /// <summary>Steps done.</summary>
    public long Step { get; init; }
}

/// <summary>The run is in another state.</summary>
/// <param name="State">The new state.</param>
/// <param name="Error">Reason of its failure; null otherwise.</param>
public sealed record RunStateChanged(RunState State, string? Error = null) : RunEvent;

/// <summary>Training begins, or continues from a checkpoint.</summary>
/// <param name="Steps">The last step.</param>
public sealed record RunStarted(long Steps) : RunEvent;

/// <summary>Progress since the last report.</summary>
/// <param name="Losses">Mean losses since the last report.</param>
/// <param name="StepsPerSecond">Steps per second; null if unknown.</param>
/// <param name="AudioRate">Seconds of training audio per second; null if unknown.</param>
/// <param name="SecondsLeft">Estimated seconds left.</param>
public sealed record RunProgressed(
    IReadOnlyDictionary<string, double> Losses,
    double? StepsPerSecond,
    double? AudioRate,
    double SecondsLeft
) : RunEvent;

/// <summary>A validation.</summary>
/// <param name="Losses">The validation's losses.</param>
/// <param name="Score">The score that ranks steps, lower is better; null if there is none.</param>
/// <param name="Best">True for the best step so far.</param>
/// <param name="Files">Sounds and pictures.</param>
public sealed record RunValidated(
    IReadOnlyDictionary<string, double> Losses,
    double? Score,
    bool Best,
    IReadOnlyList<RunFile> Files
) : RunEvent;

/// <summary>A checkpoint was saved.</summary>
/// <param name="Best">True for the best step so far.</param>
public sealed record RunSaved(bool Best) : RunEvent;

/// <summary>A step changed no weights.</summary>
/// <param name="Error">The reason.</param>
public sealed record RunStepSkipped(string Error) : RunEvent;

/// <summary>A step became a version of a voice.</summary>
/// <param name="Promotion">The version.</param>
public sealed record RunPromoted(Promotion Promotion) : RunEvent;

/// <summary>A sound or picture of a validation.</summary>
/// <param name="Kind">Kind of file.</param>
/// <param name="Name">The recording's name, the same at every step.</param>
/// <param name="Url">Its path in the HTTP API.</param>
public sealed record RunFile(ValidationFileKind Kind, string Name, string Url);
