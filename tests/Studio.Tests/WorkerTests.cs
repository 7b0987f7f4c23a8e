using VoiceSmith.Studio.Work;
using VoiceSmith.Training.FineTuning;

namespace VoiceSmith.Studio.Tests;

public sealed class WorkerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-run").FullName;

    [Fact]
    public void Train_StoppedWhileAnEarlierWorkerHasTheFolder_EndsAndDoesNotFail()
    {
        using var earlier = new FileStream(
            Path.Combine(_folder, "in-use"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None
        );
        using var control = new WorkControl();
        control.Stop();
        var plan = new FineTuningPlan
        {
            From = "none",
            Data = "none",
            Speaker = "linda",
        };
        var told = new List<WorkMessage>();
        Worker.Do(new TrainOrder(plan, _folder, 10, 5, 1, 2, 1), told.Add, control);
        Assert.Empty(told);
    }

    [Fact]
    public void Options_CudaWithinTheServer_AreRefusedByName()
    {
        TrainingOptions Of(TrainingPlace place) => new() { Accelerator = Training.Accelerator.Cuda, Place = place };
        var validator = new TrainingOptionsValidator();
        Assert.Contains(
            "Training:Place Child",
            validator.Validate(null, Of(TrainingPlace.Server)).FailureMessage,
            StringComparison.Ordinal
        );
        Assert.False(validator.Validate(null, Of(TrainingPlace.Child)).Failed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
