using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Text;

namespace VoiceSmith.Streaming.Tests.Utterances;

public sealed class UtteranceStoreTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Remember_FloodOfShortOnes_DisplacesThatCallersOwn()
    {
        var store = new UtteranceStore(TimeSpan.FromMinutes(5), _time);
        var quiet = Remember(store, "quiet", 100, 10);
        var flood = Remember(store, "greedy", 100, 3000);
        Assert.All(quiet, one => Assert.Same(one, store.Find(one.Id)));
        Assert.Equal(1024, quiet.Concat(flood).Count(one => IsKept(store, one)));
        Assert.All(flood.TakeLast(1014), one => Assert.True(IsKept(store, one)));
    }

    [Fact]
    public void Remember_FloodOfLongOnes_DisplacesThatCallersOwn()
    {
        var store = new UtteranceStore(TimeSpan.FromMinutes(5), _time, maxBytes: 1 << 20);
        var quiet = Remember(store, "quiet", 1000, 10);
        var flood = Remember(store, "greedy", 100_000, 50);
        Assert.All(quiet, one => Assert.True(IsKept(store, one)));
        Assert.Equal(6, flood.Count(one => IsKept(store, one))); // of 200 kB, the newest on top of the limit
    }

    [Fact]
    public void Remember_UtterancesWithManyWords_CountsThem()
    {
        var store = new UtteranceStore(TimeSpan.FromMinutes(5), _time, maxBytes: 1 << 20);
        var first = Remember(store, "talker", 1, 1)[0];
        for (var word = 0; word < 10_000; word++)
            first.Note(new WordStarted("and", word, 1, new TextSpan(word, word + 1)));
        Remember(store, "talker", 1, 1);
        Assert.False(IsKept(store, first));
    }

    [Fact]
    public void Remember_AfterTheTime_KeepsTheNewOneOnly()
    {
        var store = new UtteranceStore(TimeSpan.FromMinutes(5), _time);
        var old = Remember(store, "one", 100, 3);
        _time.Advance(TimeSpan.FromMinutes(6));
        var (added, young) = (Remember(store, "one", 100, 1)[0], old[2]);
        Assert.True(IsKept(store, added));
        Assert.False(IsKept(store, young));
    }

    private List<Utterance> Remember(UtteranceStore store, string caller, int units, int count)
    {
        var all = new List<Utterance>();
        for (var i = 0; i < count; i++)
        {
            var utterance = new Utterance(_time) { Request = new() { Caller = caller } };
            store.Remember(utterance);
            utterance.Append(new string('x', units));
            all.Add(utterance);
        }
        return all;
    }

    private static bool IsKept(UtteranceStore store, Utterance utterance)
    {
        try
        {
            return store.Find(utterance.Id) == utterance;
        }
        catch (UnknownUtteranceException)
        {
            return false;
        }
    }
}
