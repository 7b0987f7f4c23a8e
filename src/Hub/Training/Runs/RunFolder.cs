using System.Globalization;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Training.Work;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.FineTuning;

namespace VoiceSmith.Hub.Training.Runs;

/// <summary>One run on disk: what it is, what happened, the voice that it began from, checkpoints, sounds and pictures.</summary>
internal sealed class RunFolder
{
    private const string AboutFile = "run.json", EventsFile = "events.jsonl", ParentFile = "parent.voice";

    private readonly string _path;
    private readonly Lock _lock = new();
    private Run _run;

    private RunFolder(string path, Run run) => (_path, _run, Log) = (path, run, new(Path.Combine(path, EventsFile)));

    /// <summary>What happened.</summary>
    public RunLog Log { get; }

    /// <summary>The voice that it began from, as it was then.</summary>
    public string Parent => ParentIn(_path);

    /// <summary>What it is now.</summary>
    public Run Run
    {
        get
        {
            lock (_lock)
                return _run with { Checkpoints = [.. Checkpoints.Keys.Order()] };
        }
    }

    /// <summary>Checkpoints that can be promoted, by step.</summary>
    public IReadOnlyDictionary<long, string> Checkpoints
    {
        get
        {
            var folder = new CheckpointFolder(Path.Combine(_path, "checkpoints"));
            var steps = folder.NewestFirst.ToDictionary(path => long.Parse(Path.GetFileName(path)["step-".Length..], CultureInfo.InvariantCulture));
            try
            {
                if (folder.BestOrNull is { } best)
                    steps.TryAdd(CheckpointFolder.ReadManifest(best).Step, best);
            }
            catch (Exception error) when (error is VoiceSmithException or IOException)
            {
                // Just now a better one takes its place.
            }
            return steps;
        }
    }

    /// <summary>Where the voice that a run begins from lies in its folder.</summary>
    public static string ParentIn(string path) => Path.Combine(path, ParentFile);

    /// <summary>Writes what a run is into a folder that is not whole yet.</summary>
    public static void Write(string path, Run run) => TrainingFolder.WriteJson(Path.Combine(path, AboutFile), run);

    /// <summary>A run as a folder has it; null where it has none.</summary>
    public static RunFolder? Open(string path) => TrainingFolder.ReadJson<Run>(Path.Combine(path, AboutFile)) is { } run ? new(path, run) : null;

    /// <summary>Changes what it is, on disk first.</summary>
    /// <returns>What it is now.</returns>
    public Run Change(Func<Run, Run> change)
    {
        lock (_lock)
        {
            var changed = change(_run);
            if (changed with { Step = _run.Step } != _run)   // a step is no reason to write: events tell it
                Write(_path, changed);
            return _run = changed;
        }
    }

    /// <summary>Ends it for as long as this server runs, where its folder takes nothing any more: the next server goes on with what is on disk.</summary>
    public void GiveUp(string error)
    {
        lock (_lock)
            _run = _run with { State = RunStates.Failed, Error = error };
    }

    /// <summary>Removes all of it.</summary>
    public void Remove() => TrainingFolder.Remove(_path);

    /// <summary>What a worker is to do.</summary>
    public TrainOrder Order(string prepared, int threads, int keepCheckpoints)
    {
        const int reports = 400, longestSilence = 5;   // whoever watches a long run wants to see it move, too
        var plan = new FineTuningPlan
        {
            From = Parent, Data = prepared, Speaker = _run.Name, LearningRate = _run.LearningRate, BatchSize = _run.BatchSize,
            AlignerSteps = _run.AlignerSteps, SpeakerSteps = _run.SpeakerSteps,
        };
        return new(plan, _path, _run.Steps, _run.ValidateEvery, Math.Clamp(_run.Steps / reports, 1, longestSilence), keepCheckpoints, threads);
    }

    /// <summary>A sound or picture by its name; null where there is none.</summary>
    public string? FileOf(string name)
    {
        var path = Path.Combine(_path, "validation", name);
        return Path.GetFileName(name) == name && name.Length > 0 && File.Exists(path) ? path : null;
    }

    /// <summary>What a trainer tells, as those who follow are told.</summary>
    public RunEvent? ToWire(TrainingEvent happened, DateTime at) => happened switch
    {
        FitStarted started => new() { Type = "started", Step = started.Step, At = at, Steps = started.MaxSteps },
        TrainingProgress progress => new()
        {
            Type = "progress", Step = progress.Step, At = at, Losses = Finite(progress.Losses), StepsPerSecond = Finite(progress.StepsPerSecond),
            AudioRate = Finite(progress.AudioSecondsPerSecond), SecondsLeft = progress.TimeLeft.TotalSeconds,
        },
        ValidationResult result => new()
        {
            Type = "validated", Step = result.Step, At = at, Losses = Finite(result.Metrics), Score = Finite(result.Score), Best = result.IsBest,
            Files = [.. result.Files.Select(file => new RunFile(KindOf(file.Kind), file.Name, $"/api/runs/{_run.Id}/files/{Uri.EscapeDataString(Path.GetFileName(file.Path))}"))],
        },
        CheckpointSaved saved => new() { Type = "saved", Step = saved.Step, At = at, Best = saved.IsBest },
        StepSkipped skipped => new() { Type = "skipped", Step = skipped.Step, At = at, Error = skipped.Why },
        _ => null,                          // how it ended is told by the run's state
    };

    /// <summary>JSON has no other numbers.</summary>
    private static double? Finite(double? value) => value is { } some && double.IsFinite(some) ? some : null;

    private static Dictionary<string, double> Finite(IReadOnlyDictionary<string, double> values) => values.Where(value => double.IsFinite(value.Value)).ToDictionary();

    private static string KindOf(ValidationFileKind kind) => kind switch
    {
        ValidationFileKind.Sound => "sound",
        ValidationFileKind.Mel => "mel",
        _ => "alignment",
    };
}
