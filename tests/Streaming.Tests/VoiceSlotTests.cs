namespace VoiceSmith.Streaming.Tests;

public sealed class VoiceSlotTests
{
    [Fact]
    public void Publish_VoiceIsLeased_OldOneLivesUntilItsLastLeaseEnds()
    {
        var (old, better) = (new FakeVoice(version: "1"), new FakeVoice(version: "2"));
        using var slot = new VoiceSlot(old);
        var (first, second) = (slot.Lease(), slot.Lease());
        slot.Publish(better);
        Assert.Equal("2", slot.Info.Version);
        using (var lease = slot.Lease())
            Assert.Same(better, lease.Voice);

        first.Dispose();
        first.Dispose(); // again does nothing
        Assert.False(old.IsDisposed);
        Assert.Same(old, second.Voice);
        second.Dispose();
        Assert.True(old.IsDisposed);
        Assert.False(better.IsDisposed);
    }

    [Fact]
    public void Publish_NobodyListens_OldOneIsDisposedAtOnce()
    {
        var old = new FakeVoice();
        using var slot = new VoiceSlot(old);
        slot.Publish(new FakeVoice());
        Assert.True(old.IsDisposed);
    }

    [Fact]
    public void Dispose_VoiceIsLeased_VoiceGoesWithTheLease()
    {
        var voice = new FakeVoice();
        var slot = new VoiceSlot(voice);
        var lease = slot.Lease();
        slot.Dispose();
        slot.Dispose();
        Assert.False(voice.IsDisposed);
        lease.Dispose();
        Assert.True(voice.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => slot.Lease());
    }

    [Fact]
    public void Lease_ManyThreadsWhileVoicesChange_NoneIsDisposedInUse()
    {
        using var slot = new VoiceSlot(new FakeVoice());
        Parallel.For(0, 2000, i =>
        {
            if (i % 10 == 0)
                slot.Publish(new FakeVoice(version: $"{i}"));
            using var lease = slot.Lease();
            Assert.False(((FakeVoice)lease.Voice).IsDisposed);
        });
    }

    [Fact]
    public void Registry_UnknownVoice_SaysWhichThereAre()
    {
        using var voices = Listening.RegistryOf(new FakeVoice("anna"), new FakeVoice("bert"));
        using (var lease = voices.Lease("BERT"))
            Assert.Equal("bert", lease.Voice.Info.Name);
        using (var lease = voices.Lease(null))
            Assert.Equal("anna", lease.Voice.Info.Name);
        var error = Assert.Throws<UnknownVoiceException>(() => voices.Lease("carl"));
        Assert.Equal("VS4001", error.Code);
        Assert.Equal(["anna", "bert"], error.Available);
        Assert.Contains("anna, bert", error.Message, StringComparison.Ordinal);
    }
}
