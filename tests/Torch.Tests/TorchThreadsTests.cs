using static TorchSharp.torch;

namespace VoiceSmith.Torch.Tests;

public sealed class TorchThreadsTests
{
    [Fact]
    public void Use_AnotherThreadSetsAnotherNumberLater_ThisOneKeepsItsOwn()
    {
        using var set = new ManualResetEventSlim();
        using var changed = new ManualResetEventSlim();
        var counts = (Before: 0, After: 0);
        var thread = new Thread(() =>
        {
            TorchThreads.Use(1);
            set.Set();
            changed.Wait();
            _ = ones(300, 300).mm(ones(300, 300)).sum(); // a thread's first operator, which libtorch initialises it for
            counts.After = get_num_threads();
        });
        thread.Start();
        set.Wait();
        var own = get_num_threads();
        TorchThreads.Use(3);
        counts.Before = get_num_threads();
        changed.Set();
        thread.Join();
        TorchThreads.Use(own);
        Assert.Equal((3, 1), counts);
    }
}
