using System.Globalization;
using VoiceSmith.Contracts;
using VoiceSmith.Studio.Work;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.FineTuning;

namespace VoiceSmith.Studio.Runs;

/// <summary>
/// One run on disk: its record and events, the voice that it began from, checkpoints, sounds and pictures.
/// </summary>
public sealed class RunFolder
{
    private const string AboutFile = "run.json",
        EventsFile = "events.jsonl",
        ParentFile = "parent.voice",
        ChangeLock = "change.lock",
        EventsLock = "events.lock",
        TurnLock = "turn.lock";

    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly bool _isShared;
    private Run _run;
    private (DateTime At, long Bytes) _written; // the record as it was read; default where it is to be read again

    private RunFolder(string path, Run run, bool isShared) =>
        (_path, _run, _isShared, Log) = (
            path,
            run,
            isShared,
            new(Path.Combine(path, EventsFile), isShared ? Path.Combine(path, EventsLock) : null)
        );

    /// <summary>The run's events.</summary>
    public RunLog Log { get; }

    /// <summary>The run.</summary>
    public Run Run
    {
        get
        {
            lock (_lock)
            {
                Refresh();
                return _run with { Checkpoints = [.. Checkpoints.Keys.Order()] };
            }
        }
    }

    /// <summary>File of the voice that it began from, as it was then.</summary>
    internal string Parent => ParentIn(_path);

    /// <summary>Folders of the checkpoints that can be promoted, by step.</summary>
    internal IReadOnlyDictionary<long, string> Checkpoints
    {
        get
        {
            var folder = new CheckpointFolder(Path.Combine(_path, "checkpoints"));
            var steps = folder.NewestFirst.ToDictionary(path =>
                long.Parse(Path.GetFileName(path)["step-".Length..], CultureInfo.InvariantCulture)
            );
            try
            {
                if (folder.BestOrNull is { } best)
                    steps.TryAdd(CheckpointFolder.ReadManifest(best).Step, best);
            }
            catch (Exception error) when (error is VoiceSmithException or IOException)
            {
                // a better one is taking its place
            }
            return steps;
        }
    }

    /// <summary>A sound or picture by its name; null if there is none.</summary>
    public string? FileOf(string name)
    {
        var path = Path.Combine(_path, "validation", name);
        return Path.GetFileName(name) == name && name.Length > 0 && File.Exists(path) ? path : null;
    }

    /// <summary>File of the parent voice in a run's folder.</summary>
    internal static string ParentIn(string path) => Path.Combine(path, ParentFile);

    /// <summary>Writes the record of a new run.</summary>
    internal static void Write(string path, Run run) => TrainingFolder.WriteJson(Path.Combine(path, AboutFile), run);

    /// <summary>Reads a run's folder; null if it has no record.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="isShared">True where other processes change it as well.</param>
    internal static RunFolder? Open(string path, bool isShared = false) =>
        TrainingFolder.ReadJson<Run>(Path.Combine(path, AboutFile)) is { } run ? new(path, run, isShared) : null;

    /// <summary>Takes the run's turn, to train it; until it is disposed of, or the process ends.</summary>
    /// <returns>Null where another process has it.</returns>
    internal IDisposable? TryTakeTurn() =>
        _isShared && Directory.Exists(_path) // work says why it is gone
            ? TrainingFolder.TryLock(Path.Combine(_path, TurnLock))
            : Stream.Null;

    /// <summary>True while a process has the run's turn.</summary>
    internal bool IsTaken
    {
        get
        {
            using var turn = TryTakeTurn();
            return turn is null;
        }
    }

    /// <summary>Changes the run, on disk first.</summary>
    /// <returns>The changed run.</returns>
    internal Run Change(Func<Run, Run> change)
    {
        lock (_lock)
        {
            var changed = change(_run);
            if (changed with { Step = _run.Step } == _run)
                return _run = changed; // the step alone is not written: events have it
            using var alone = _isShared ? TrainingFolder.Lock(Path.Combine(_path, ChangeLock)) : null;
            _written = default; // two changes in one tick of the file system have one time
            Refresh();
            Write(_path, changed = change(_run));
            _written = default;
            return _run = changed;
        }
    }

    /// <summary>
    /// Fails the run in memory, when its folder cannot be written: the next server continues from the disk.
    /// </summary>
    internal void GiveUp(string error)
    {
        lock (_lock)
            _run = _run with { State = RunState.Failed, Error = error };
    }

    /// <summary>Deletes the folder.</summary>
    internal void Remove() => TrainingFolder.Remove(_path);

    /// <summary>The job of a worker.</summary>
    internal TrainOrder Order(string prepared, TrainingOptions options)
    {
        const int reports = 400,
            mostSteps = 5; // between reports: a long run, too, is seen to move
        var plan = new FineTuningPlan
        {
            From = Parent,
            Data = prepared,
            Speaker = _run.Name,
            LearningRate = _run.LearningRate,
            BatchSize = _run.BatchSize,
            AlignerSteps = _run.AlignerSteps,
            SpeakerSteps = _run.SpeakerSteps,
        };
        var logEvery = Math.Clamp(_run.Steps / reports, 1, mostSteps);
        return new(
            plan,
            _path,
            _run.Steps,
            _run.ValidateEvery,
            logEvery,
            options.KeepCheckpoints,
            options.Threads,
            options.AcceleratorOfPlace
        );
    }

    /// <summary>The event of a trainer's event; null for those that the run's state tells.</summary>
    internal RunEvent? ToRunEvent(TrainingEvent happened) =>
        happened switch
        {
            FitStarted started => new RunStarted(started.MaxSteps),
            TrainingProgress progress => new RunProgressed(
                Finite(progress.Losses),
                Finite(progress.StepsPerSecond),
                Finite(progress.AudioSecondsPerSecond),
                progress.TimeLeft.TotalSeconds
            ),
            ValidationResult result => new RunValidated(
                Finite(result.Metrics),
                Finite(result.Score),
                result.IsBest,
                [.. result.Files.Select(ToRunFile)]
            ),
            CheckpointSaved saved => new RunSaved(saved.IsBest),
            StepSkipped skipped => new RunStepSkipped(skipped.Why),
            _ => null,
        };

    /// <summary>Takes up what another process has written.</summary>
    private void Refresh()
    {
        if (!_isShared)
            return;
        var path = Path.Combine(_path, AboutFile);
        var file = new FileInfo(path);
        if (file.Exists && (file.LastWriteTimeUtc, file.Length) is var written && written != _written)
            if (TrainingFolder.ReadJson<Run>(path) is { } run)
                (_run, _written) = (run, written);
        if (Log.LastStep > _run.Step)
            _run = _run with { Step = Log.LastStep };
    }

    private RunFile ToRunFile(ValidationFile file) =>
        new(
            file.Kind,
            file.Name,
            $"{ApiRoutes.Runs}/{_run.Id}/files/{Uri.EscapeDataString(Path.GetFileName(file.Path))}"
        );

    /// <summary>JSON has no other numbers.</summary>
    private static double? Finite(double? value) => value is { } some && double.IsFinite(some) ? some : null;

    private static Dictionary<string, double> Finite(IReadOnlyDictionary<string, double> values) =>
        values.Where(value => double.IsFinite(value.Value)).ToDictionary();
}
