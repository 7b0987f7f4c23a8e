using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Sequences;

namespace VoiceSmith.Streaming.Tests.Sequences;

public sealed class BufferedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Buffered_AnyCapacity_KeepsEveryItemInOrder()
    {
        foreach (var capacity in new[] { 1, 2, 7, 100 })
            Assert.Equal(
                Enumerable.Range(0, 50),
                await Enumerable.Range(0, 50).ToAsyncEnumerable().Buffered(capacity).CollectAsync()
            );
    }

    [Fact]
    public async Task Buffered_SourceFails_ErrorComesAfterTheItemsBeforeIt()
    {
        var read = new List<int>();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var item in Failing().Buffered(10, Token))
                read.Add(item);
        });
        Assert.Equal("broken", error.Message);
        Assert.Equal([1, 2], read);

        static async IAsyncEnumerable<int> Failing()
        {
            yield return 1;
            yield return 2;
            await Task.Yield();
            throw new InvalidOperationException("broken");
        }
    }

    [Fact]
    public async Task Buffered_ReaderStops_SourceIsCancelledAndAwaitedAndUnreadItemsDisposed()
    {
        var items = new List<Item>();
        var ended = false;
        using var made = new SemaphoreSlim(0);
        await foreach (var item in Endless().Buffered(3, Token))
        {
            item.Dispose();
            for (var i = 0; i < 5; i++) // this one, three in the channel, one waiting to be written
                await made.WaitAsync(Token);
            break;
        }
        Assert.Equal(5, items.Count);
        Assert.True(ended, "the source was not awaited");
        Assert.All(items, item => Assert.Equal(1, item.Disposals));

        async IAsyncEnumerable<Item> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                while (true)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await Task.Yield();
                    items.Add(new());
                    made.Release();
                    yield return items[^1];
                }
            }
            finally
            {
                ended = true;
            }
        }
    }

    [Fact]
    public async Task Buffered_NobodyReads_SourceRunsAheadByCapacityAndNoMore()
    {
        var made = 0;
        using var full = new SemaphoreSlim(0);
        await using var reader = Counting().Buffered(3, Token).GetAsyncEnumerator(Token);
        Assert.True(await reader.MoveNextAsync());
        for (var i = 0; i < 5; i++) // one read, three in the channel, one waiting to be written
            await full.WaitAsync(Token);
        Assert.False(await full.WaitAsync(TimeSpan.FromMilliseconds(50), Token));
        Assert.Equal(5, made);

        async IAsyncEnumerable<int> Counting([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await Task.Yield();
                made++;
                full.Release();
                yield return made;
            }
        }
    }

    [Fact]
    public async Task Buffered_Cancelled_ThrowsCancellation()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Forever().Buffered(2, cancel.Token))
                await cancel.CancelAsync();
        });

        static async IAsyncEnumerable<int> Forever(
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            yield return 0;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    [Fact]
    public async Task BufferedInBatches_AnyCapacity_KeepsEveryItemInOrder()
    {
        foreach (var capacity in new[] { 1, 2, 7, 100 })
        {
            var batches = await Enumerable
                .Range(0, 50)
                .ToAsyncEnumerable()
                .BufferedInBatches(capacity, Token)
                .CollectAsync();
            Assert.All(batches, batch => Assert.InRange(batch.Count, 1, capacity));
            Assert.Equal(Enumerable.Range(0, 50), batches.SelectMany(batch => batch));
        }
    }

    [Fact]
    public async Task BufferedInBatches_ReaderIsLate_GetsWhatIsThereAtOnce()
    {
        using var made = new SemaphoreSlim(0);
        await using var reader = Counting().BufferedInBatches(3, Token).GetAsyncEnumerator(Token);
        Assert.True(await reader.MoveNextAsync());
        var first = reader.Current.Count;
        for (var i = 0; i < first + 4; i++) // those, three in the channel, one waiting to be written
            await made.WaitAsync(Token);
        Assert.False(await made.WaitAsync(TimeSpan.FromMilliseconds(50), Token));
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(Enumerable.Range(first, 3), reader.Current);

        async IAsyncEnumerable<int> Counting([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
            {
                await Task.Yield();
                made.Release();
                yield return i;
            }
        }
    }

    [Fact]
    public async Task BufferedInBatches_SourceFailsOrReaderStops_NothingIsLeft()
    {
        var items = new List<Item>();
        var ended = false;
        SemaphoreSlim? made = null;
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var batch in Items(5).BufferedInBatches(2, Token))
                foreach (var item in batch)
                    item.Dispose();
        });
        Assert.Equal(5, items.Count);
        using var counter = made = new SemaphoreSlim(0);
        await foreach (var batch in Items(int.MaxValue).BufferedInBatches(2, Token))
        {
            foreach (var item in batch)
                item.Dispose();
            for (var i = 0; i < batch.Count + 3; i++) // these, two in the channel, one waiting to be written
                await made.WaitAsync(Token);
            break;
        }
        Assert.True(ended, "the source was not awaited");
        Assert.All(items, item => Assert.Equal(1, item.Disposals));

        async IAsyncEnumerable<Item> Items(
            int most,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            try
            {
                for (var i = 0; i < most; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await Task.Yield();
                    items.Add(new());
                    made?.Release();
                    yield return items[^1];
                }
                throw new InvalidOperationException();
            }
            finally
            {
                ended = most == int.MaxValue;
            }
        }
    }

    [Fact]
    public async Task WithErrors_MappedOrNot_ComeAfterTheItemsBeforeThem()
    {
        foreach (var isMapped in new[] { true, false })
        {
            var read = new List<int>();
            var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await foreach (
                    var item in Failing().WithErrors(_ => isMapped ? new IOException("mapped") : null, Token)
                )
                    read.Add(item);
            });
            Assert.Equal(isMapped ? "mapped" : "broken", error.Message);
            Assert.Equal([1, 2], read);
        }
        Assert.Equal([7], await new[] { 7 }.ToAsyncEnumerable().WithErrors(_ => null, Token).CollectAsync());

        static async IAsyncEnumerable<int> Failing()
        {
            yield return 1;
            yield return 2;
            await Task.Yield();
            throw new InvalidOperationException("broken");
        }
    }

    private sealed class Item : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
