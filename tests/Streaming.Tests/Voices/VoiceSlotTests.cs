using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming.Tests.Voices;

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

        slot.Publish(new FakeVoice(version: "3")); // the slot itself keeps one version back
        first.Dispose();
        first.Dispose(); // again does nothing
        Assert.False(old.IsDisposed);
        Assert.Same(old, second.Voice);
        second.Dispose();
        Assert.True(old.IsDisposed);
        Assert.False(better.IsDisposed); // the version before is kept
    }

    [Fact]
    public void Publish_NobodyListens_OnlyTheVersionBeforeIsKept()
    {
        var versions = Enumerable.Range(0, 5).Select(i => new FakeVoice(version: $"{i}")).ToArray();
        using var slot = new VoiceSlot(versions[0]);
        foreach (var voice in versions[1..])
            slot.Publish(voice);
        Assert.Equal([true, true, true, false, false], versions.Select(voice => voice.IsDisposed));
    }

    [Fact]
    public void RollBack_AfterPublishing_OldVersionSpeaksAndCanBeUndone()
    {
        var at = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var (old, better) = (new FakeVoice("anna", "1"), new FakeVoice("anna", "2"));
        using var voices = Listening.RegistryOf(old);
        Assert.Equal(
            "VS4015",
            Assert.Throws<NothingToRollBackException>(() => voices.RollBack("anna", "carl", at)).Code
        );
        voices.Publish(better, new(better.Info, at, "bert", "run 7, step 300"));

        Assert.Equal("1", voices.RollBack("anna", "carl", at).Version);
        using (var lease = voices.Lease("anna"))
            Assert.Same(old, lease.Voice);
        Assert.Equal("2", voices.RollBack("anna", "carl", at).Version);
        Assert.Equal(
            [("1", "start"), ("2", "bert"), ("1", "carl"), ("2", "carl")],
            voices.HistoryOf("anna").Select(one => (one.Voice.Version, one.By))
        );
        Assert.Equal("run 7, step 300", voices.HistoryOf("anna")[1].Source);
        Assert.False(old.IsDisposed || better.IsDisposed);
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
        Parallel.For(
            0,
            2000,
            i =>
            {
                if (i % 10 == 0)
                    slot.Publish(new FakeVoice(version: $"{i}"));
                using var lease = slot.Lease();
                Assert.False(((FakeVoice)lease.Voice).IsDisposed);
            }
        );
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
