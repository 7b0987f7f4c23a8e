using VoiceSmith.Studio.DataSets;

namespace VoiceSmith.Studio.Runs;

/// <summary>A run to be started. Null members take their defaults, or are refused if they have none.</summary>
public sealed record NewRun
{
    private const int LongestText = 4000,
        LongestName = 60;

    /// <summary>Id of a data set that is ready.</summary>
    public string? DataSet { get; init; }

    /// <summary>The published voice to fine-tune; default: the default voice.</summary>
    public string? Voice { get; init; }

    /// <summary>The speaker's name: new, or that of one of the voice's speakers.</summary>
    public string? Name { get; init; }

    /// <summary>User who starts the run.</summary>
    public string? User { get; init; }

    /// <summary>Id of the caller whose hours of training it uses; null if nobody's are counted.</summary>
    public string? Caller { get; init; }

    /// <summary>The consent statement for the recorded speaker.</summary>
    public string? Consent { get; init; }

    /// <summary>Training steps; default 240.</summary>
    public int? Steps { get; init; }

    /// <summary>Peak learning rate; default 0.0002.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Recordings per step; default 8.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Steps between validations; default: an eighth of the run.</summary>
    public int? ValidateEvery { get; init; }

    /// <summary>First steps, which adapt only the aligner; default: 30, at most an eighth of the run.</summary>
    public int? AlignerSteps { get; init; }

    /// <summary>
    /// Steps after those, which adapt only the speaker embedding; default: 50, at most a fifth of the run.
    /// </summary>
    public int? SpeakerSteps { get; init; }

    /// <summary>The run with all its settings, but without the voice that it begins from.</summary>
    /// <exception cref="RunRequestException">VS4038: something is missing, or out of its range.</exception>
    internal Run Complete(DataSet data, TrainingOptions limits, DateTime now)
    {
        var name = Required(Name, "name", LongestName, "a name for the speaker");
        if (data is not { State: DataSetState.Ready, Report: { } report })
            throw new RunRequestException(
                $"The data set '{data.Id}' was not found fit for training.",
                "Check the data set first."
            );
        var steps = Within("steps", Steps ?? 240, 1, limits.MaxSteps);
        return new()
        {
            Id = TrainingFolder.NewId(name),
            Name = name,
            State = RunState.Queued,
            Queued = now,
            DataSet = data.Id,
            DataHash = report.Hash,
            Licence = data.Licence,
            User = RequiredUser(User, "the name of whoever starts it"),
            Caller = Caller,
            Consent = Required(Consent, "consent", LongestText, "a statement of the right to use the recorded voice"),
            Voice = "",
            Parent = "",
            Steps = steps,
            LearningRate = LearningRate is null or (> 0 and <= 0.1)
                ? LearningRate ?? 2e-4
                : throw new RunRequestException(
                    $"learningRate is {LearningRate}.",
                    "Choose one above 0 and up to 0.1; 0.0002 is usual."
                ),
            BatchSize = Within("batchSize", BatchSize ?? 8, 1, 64),
            ValidateEvery = Within("validateEvery", ValidateEvery ?? Math.Max(1, steps / 8), 1, limits.MaxSteps),
            AlignerSteps = Within("alignerSteps", AlignerSteps ?? Math.Min(30, steps / 8), 0, limits.MaxSteps),
            SpeakerSteps = Within("speakerSteps", SpeakerSteps ?? Math.Min(50, steps / 5), 0, limits.MaxSteps),
        };
    }

    /// <summary>The name of a user, which may not be missing.</summary>
    /// <exception cref="RunRequestException">VS4038.</exception>
    internal static string RequiredUser(string? user, string meaning) => Required(user, "user", LongestName, meaning);

    private static string Required(string? text, string member, int longest, string meaning) =>
        text?.Trim() is { Length: > 0 } given
        && given.Length <= longest
        && !given.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
            ? given
            : throw new RunRequestException(
                $"'{member}' is missing, or longer than {longest} characters.",
                $"Send {meaning}."
            );

    private static int Within(string member, int value, int least, int most) =>
        value >= least && value <= most
            ? value
            : throw new RunRequestException($"{member} is {value}.", $"Choose one from {least} to {most}.");
}
