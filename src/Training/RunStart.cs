namespace VoiceSmith.Training;

/// <summary>Handling of a run's folder that may hold an earlier run.</summary>
public enum RunStart
{
    /// <summary>A new run; an error if the folder holds an earlier one.</summary>
    New,

    /// <summary>Continues from the newest checkpoint; an error if there is none.</summary>
    Resume,

    /// <summary>Continues from the newest checkpoint if there is one, else starts a new run.</summary>
    ResumeOrNew,

    /// <summary>Removes the earlier run's checkpoints, logs and validation files, then starts a new run.</summary>
    Restart,
}
