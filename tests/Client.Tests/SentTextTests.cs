using CsCheck;

namespace VoiceSmith.Client.Tests;

public sealed class SentTextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FromStartAsync_AnyText_LosesNothingAndSplitsNoSurrogatePair() =>
        await Gen.Select(Gen.OneOf("a", "😀", "\n", "é").Array[0, 30], Gen.Int[0, 400])
            .SampleAsync(
                async (parts, repeats) =>
                {
                    var text = string.Concat(Enumerable.Repeat(string.Concat(parts), repeats));
                    await using var sent = new SentText(text);
                    var pieces = await sent.FromStartAsync(Token).ToListAsync(Token);
                    Assert.Equal(text, string.Concat(pieces));
                    Assert.All(pieces, piece => Assert.True(piece.Length <= 4096 && !char.IsHighSurrogate(piece[^1])));
                },
                iter: 50
            );

    [Fact]
    public async Task FromStartAsync_TwoReadersOfArrivingText_BothGetAllOfIt()
    {
        await using var sent = new SentText(Words());
        sent.Begin();
        var both = await Task.WhenAll(ReadAsync(), ReadAsync());
        Assert.All(both, text => Assert.Equal("one two three ", text));

        async Task<string> ReadAsync() => string.Concat(await sent.FromStartAsync(Token).ToListAsync(Token));

        static async IAsyncEnumerable<string> Words()
        {
            foreach (var word in new[] { "one ", "two ", "three " })
            {
                await Task.Yield();
                yield return word;
            }
        }
    }

    [Fact]
    public async Task ATextWithoutEnd_IsReadNoFurtherThanItIsSent_AndEndsWithItsUtterance()
    {
        const int taken = 10;
        var read = 0;
        var sent = new SentText(Endless());
        sent.Begin();
        await using (var pieces = sent.FromStartAsync(Token).GetAsyncEnumerator(Token))
            for (var i = 0; i < taken; i++)
                Assert.True(await pieces.MoveNextAsync());
        await Task.Delay(50, Token);
        Assert.InRange(Volatile.Read(ref read), taken, SentText.MostAhead + taken);
        await sent.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);

        async IAsyncEnumerable<string> Endless() // and without a token
        {
            while (true)
            {
                Interlocked.Increment(ref read);
                await Task.Yield();
                yield return "and so on ";
            }
        }
    }
}
