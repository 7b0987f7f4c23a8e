using VoiceSmith.Streaming.Sequences;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>
/// The text of an utterance that waits for its turn: read meanwhile, so that the connection it comes by is not held up.
/// </summary>
/// <param name="text">Read once.</param>
internal sealed class WaitingText(IAsyncEnumerable<string> text) : IAsyncEnumerable<string>, IAsyncDisposable
{
    private const int Pieces = 1024; // read ahead

    private readonly CancellationTokenSource _stop = new();
    private IAsyncEnumerator<string>? _pieces;
    private Task<bool>? _first;
    private CancellationTokenRegistration _ended;

    /// <summary>Begins to read.</summary>
    public void Begin(CancellationToken cancellationToken)
    {
        _ended = cancellationToken.UnsafeRegister(stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        _pieces = text.Buffered(Pieces, _stop.Token).GetAsyncEnumerator(CancellationToken.None);
        _first = _pieces.MoveNextAsync().AsTask();
    }

    /// <inheritdoc/>
    public async IAsyncEnumerator<string> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await using var ended = cancellationToken
            .UnsafeRegister(stop => ((CancellationTokenSource)stop!).Cancel(), _stop)
            .ConfigureAwait(false);
        for (
            var more = await _first!.ConfigureAwait(false);
            more;
            more = await _pieces!.MoveNextAsync().ConfigureAwait(false)
        )
            yield return _pieces!.Current;
    }

    /// <summary>Ends the reading, whether anybody took the text or not.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_first is not null)
            await ((Task)_first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_pieces is not null)
            await _pieces.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
