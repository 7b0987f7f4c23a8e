using VoiceSmith.Studio.Work;
using VoiceSmith.Training;
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
        Worker.Do(new TrainOrder(plan, _folder, 10, 5, 1, 2, 1), Accelerator.Cpu, told.Add, control);
        Assert.Empty(told);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
