using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Training;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.FineTuning;
using VoiceSmith.Training.Packing;

namespace VoiceSmith.Studio.Work;

/// <summary>Does jobs on the calling thread, in the server as in a process of its own.</summary>
internal static class Worker
{
    private const double ValidationShare = 0.06;
    private const string LockFile = "in-use";
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(50);

    private const int EnoughToValidate = 2; // so that a run over a few clips has one to validate with

    /// <param name="order">The job.</param>
    /// <param name="tell">Receives reports.</param>
    /// <param name="control">Holds and stops it.</param>
    /// <exception cref="VoiceSmithException">The job failed.</exception>
    public static void Do(WorkOrder order, Action<WorkMessage> tell, WorkControl control)
    {
        switch (order)
        {
            case CheckOrder check:
                Check(check, tell, control);
                break;
            case TrainOrder train:
                Train(train, tell, control);
                break;
            case PackOrder pack:
                Pack(pack);
                break;
            default:
                throw new InvalidOperationException($"No such work: {order.GetType().Name}.");
        }
    }

    private static void Check(CheckOrder order, Action<WorkMessage> tell, WorkControl control)
    {
        var options = new PreparationOptions
        {
            Licence = order.Licence,
            Workers = 1,
            ValidationShare = ValidationShare,
            EnoughToValidate = EnoughToValidate,
            MaxTotalDuration = order.MaxDuration,
        };
        var (normalizer, phonemizer) = (new TextNormalizer(), new EnglishPhonemizer(NeuralGraphemeToPhoneme.English));
        void Tell(int done, int all)
        {
            control.MakeWay();
            tell(new RecordingsChecked(done, all));
        }
        if (Voice.HasEmbedded)
        {
            using var aligner = new BuiltInAligner();
            order.Corpus.CutLong(
                options.MaxDuration,
                () => new(aligner.Model, options.Mel, normalizer, phonemizer),
                Tell,
                control.Stopped
            );
        }
        new CorpusPreparer(options, normalizer, phonemizer).Prepare(
            [order.Corpus.Read()],
            order.Output,
            Tell,
            control.Stopped
        );
    }

    private static void Train(TrainOrder order, Action<WorkMessage> tell, WorkControl control)
    {
        using var alone = TryBeAlone(order.Folder, control);
        if (alone is null)
            return;
        var options = new TrainerOptions
        {
            DefaultRootDirectory = order.Folder,
            MaxSteps = order.Steps,
            ValidateEvery = order.ValidateEvery,
            LogEvery = order.LogEvery,
            GradientClip = 1,
            KeepCheckpoints = order.KeepCheckpoints,
            Accelerator = order.Accelerator,
            Threads = order.Threads,
            Start = RunStart.ResumeOrNew,
            Loggers = [],
            Callbacks = [new MakingWay(control), new EventForwarder(happened => tell(new TrainingHappened(happened)))],
        };
        FineTuner.Fit(order.Plan, options, control.Stopped);
    }

    private static void Pack(PackOrder order) =>
        VoicePacker.Pack(
            new()
            {
                Acoustic = order.Checkpoint,
                Vocoder = order.Parent,
                Name = order.Name,
                Path = order.Output,
                WithTrainingParts = true,
                FirstSpeaker = order.Speaker,
                Provenance = order.Provenance,
                Lexicon = Voice.ReadManifest(order.Parent).Lexicon,
            }
        );

    /// <summary>
    /// Locks a run's folder: the worker of a server that was killed may still be writing its last checkpoint.
    /// </summary>
    /// <returns>The lock; null if the work was stopped before it was free.</returns>
    private static FileStream? TryBeAlone(string folder, WorkControl control)
    {
        var path = Path.Combine(folder, LockFile);
        while (true)
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (control.Stopped.WaitHandle.WaitOne(AskAgain))
                    return null;
            }
    }

    /// <summary>The built-in voice's model, loaded when a long recording asks for its aligner.</summary>
    private sealed class BuiltInAligner : IDisposable
    {
        private AcousticModel? _model;

        public AcousticModel Model => _model ??= StoredAcoustic.Load(null, null).Model;

        public void Dispose() => _model?.Dispose();
    }

    /// <summary>Waits between steps while listeners need the processor.</summary>
    private sealed class MakingWay(WorkControl control) : TrainingCallback
    {
        public override void OnTrainStepStart(Trainer trainer, long step) => control.MakeWay();
    }
}
