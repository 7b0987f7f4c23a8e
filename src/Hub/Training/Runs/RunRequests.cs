using VoiceSmith.Contracts;
using VoiceSmith.Hub.Training.DataSets;

namespace VoiceSmith.Hub.Training.Runs;

/// <summary>Checks what a person asks for, and completes it.</summary>
/// <param name="limits">Of the deployment.</param>
internal sealed class RunRequests(TrainingOptions limits)
{
    private const int LongestWords = 4000, LongestName = 60;

    /// <summary>A run as asked for, without the voice that it begins from.</summary>
    /// <exception cref="RunRequestException">Something is missing, or out of its range.</exception>
    public Run ToRun(RunRequest request, DataSet data, DateTime now)
    {
        var name = Words(request.Name, "name", LongestName, "a name for the speaker");
        if (data is not { State: DataSetStates.Ready, Report: { } report })
            throw new RunRequestException($"The data set '{data.Id}' was not found fit for training.", "Check the data set first.");
        var steps = Within("steps", request.Steps ?? 240, 1, limits.MaxSteps);
        return new()
        {
            Id = TrainingFolder.NewId(name), Name = name, State = RunStates.Queued, DataSet = data.Id, DataHash = report.Hash, Licence = data.Licence,
            User = Words(request.User, "user", LongestName, "the name of whoever starts it"),
            Consent = Words(request.Consent, "consent", LongestWords, "a statement of the right to use the recorded voice"),
            Voice = "", Parent = "", Steps = steps, Queued = now,
            LearningRate = request.LearningRate is null or (> 0 and <= 0.1) ? request.LearningRate ?? 2e-4
                : throw new RunRequestException($"learningRate is {request.LearningRate}.", "Choose one above 0 and up to 0.1; 0.0002 is usual."),
            BatchSize = Within("batchSize", request.BatchSize ?? 8, 1, 64),
            ValidateEvery = Within("validateEvery", request.ValidateEvery ?? Math.Max(1, steps / 8), 1, limits.MaxSteps),
            AlignerSteps = Within("alignerSteps", request.AlignerSteps ?? Math.Min(30, steps / 8), 0, limits.MaxSteps),
            SpeakerSteps = Within("speakerSteps", request.SpeakerSteps ?? Math.Min(50, steps / 5), 0, limits.MaxSteps),
        };
    }

    /// <summary>Words that a person must have written.</summary>
    public static string Words(string? words, string member, int longest, string meaning) =>
        words?.Trim() is { Length: > 0 } said && said.Length <= longest && !said.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? said
            : throw new RunRequestException($"'{member}' is missing, or longer than {longest} characters.", $"Send {meaning}.");

    private static int Within(string member, int value, int least, int most) => value >= least && value <= most ? value
        : throw new RunRequestException($"{member} is {value}.", $"Choose one from {least} to {most}.");
}
