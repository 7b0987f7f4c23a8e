using Microsoft.Extensions.Time.Testing;

namespace VoiceSmith.Streaming.Tests;

public sealed class IdleMemoryTests
{
    private readonly FakeTimeProvider _time = new();
    private bool _idle = true;
    private int _released;

    [Fact]
    public void Ended_AWhileWithoutAnUtterance_ReleasesOnce()
    {
        using var memory = NewMemory();
        _time.Advance(2 * IdleMemory.After);
        Assert.Equal(0, _released);
        for (var i = 0; i < 5; i++)
        {
            memory.Ended();
            _time.Advance(IdleMemory.After - TimeSpan.FromSeconds(1));
            Assert.Equal(0, _released);
        }
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _released);
        _time.Advance(2 * IdleMemory.After);
        Assert.Equal(1, _released);
    }

    [Fact]
    public void Ended_AnotherStillSpeaks_ReleasesAfterThatOne()
    {
        using var memory = NewMemory();
        _idle = false;
        memory.Ended();
        _time.Advance(2 * IdleMemory.After);
        Assert.Equal(0, _released);
        _idle = true;
        memory.Ended();
        _time.Advance(IdleMemory.After);
        Assert.Equal(1, _released);
    }

    private IdleMemory NewMemory() => new(_time, () => _idle, () => _released++);
}
