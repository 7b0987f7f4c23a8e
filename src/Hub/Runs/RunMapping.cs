using VoiceSmith.Studio.DataSets;
using VoiceSmith.Studio.Runs;

namespace VoiceSmith.Hub.Runs;

/// <summary>Maps the contract's messages about training to the studio's types, and back.</summary>
internal static class RunMapping
{
    public static NewRun ToNewRun(this Contracts.RunRequest request) =>
        new()
        {
            DataSet = request.DataSet,
            Voice = request.Voice,
            Name = request.Name,
            User = request.User,
            Consent = request.Consent,
            Steps = request.Steps,
            LearningRate = request.LearningRate,
            BatchSize = request.BatchSize,
            ValidateEvery = request.ValidateEvery,
            AlignerSteps = request.AlignerSteps,
            SpeakerSteps = request.SpeakerSteps,
        };

    public static Contracts.Run[] ToContract(this IEnumerable<Run> runs) => [.. runs.Select(ToContract)];

    public static Contracts.Run ToContract(this Run run) =>
        new()
        {
            Id = run.Id,
            Name = run.Name,
            State = NameOf(run.State),
            Error = run.Error,
            DataSet = run.DataSet,
            DataHash = run.DataHash,
            Licence = run.Licence,
            User = run.User,
            Consent = run.Consent,
            Voice = run.Voice,
            Parent = run.Parent,
            Steps = run.Steps,
            LearningRate = run.LearningRate,
            BatchSize = run.BatchSize,
            ValidateEvery = run.ValidateEvery,
            AlignerSteps = run.AlignerSteps,
            SpeakerSteps = run.SpeakerSteps,
            Queued = run.Queued,
            Step = run.Step,
            Checkpoints = run.Checkpoints,
            Promoted = run.Promoted,
        };

    public static Contracts.RunEvent ToContract(this RunEvent happened)
    {
        Contracts.RunEvent message = happened switch
        {
            RunStateChanged one => new()
            {
                Type = "state",
                State = NameOf(one.State),
                Error = one.Error,
            },
            RunStarted one => new() { Type = "started", Steps = one.Steps },
            RunProgressed one => new()
            {
                Type = "progress",
                Losses = one.Losses,
                StepsPerSecond = one.StepsPerSecond,
                AudioRate = one.AudioRate,
                SecondsLeft = one.SecondsLeft,
            },
            RunValidated one => new()
            {
                Type = "validated",
                Losses = one.Losses,
                Score = one.Score,
                Best = one.Best,
                Files = [.. one.Files.Select(file => new Contracts.RunFile(NameOf(file.Kind), file.Name, file.Url))],
            },
            RunSaved one => new() { Type = "saved", Best = one.Best },
            RunStepSkipped one => new() { Type = "skipped", Error = one.Error },
            RunPromoted one => new() { Type = "promoted", Promotion = one.Promotion },
            _ => throw new InvalidOperationException($"No message for {happened.GetType().Name}."),
        };
        return message with { Number = happened.Number, At = happened.At, Step = happened.Step };
    }

    public static Contracts.DataSet ToContract(this DataSet set) =>
        new()
        {
            Id = set.Id,
            Name = set.Name,
            Licence = set.Licence,
            Created = set.Created,
            Files = set.Files,
            Bytes = set.Bytes,
            Ignored = set.Ignored,
            State = NameOf(set.State),
            Problem = set.Problem,
            Done = set.Done,
            Total = set.Total,
            Report = set.Report,
        };

    /// <summary>Names of states and kinds in messages.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
