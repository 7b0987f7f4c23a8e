using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Sequences;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>
/// Takes in an utterance's text as fast as it comes, so that a sender never waits for the sound, up to a limit.
/// </summary>
/// <remarks>Past the limit the utterance ends at once, not when what came before it has been spoken.</remarks>
/// <param name="limit">UTF-16 units.</param>
/// <param name="abort">Cancels the utterance.</param>
/// <param name="take">Told of every piece.</param>
internal sealed class TextIntake(int limit, CancellationTokenSource abort, Action<string> take)
{
    private volatile bool _exceeded;

    /// <summary>The pieces of a text that are not empty; the sequence is to be enumerated once.</summary>
    public IAsyncEnumerable<string> Take(IAsyncEnumerable<string> text) => Count(text).Buffered(limit);

    /// <summary>Cause of a cancellation: the limit, if that was exceeded.</summary>
    public Exception? Explain(Exception error) =>
        _exceeded && error is OperationCanceledException ? new TextTooLongException(limit) : null;

    private async IAsyncEnumerable<string> Count(
        IAsyncEnumerable<string> text,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var length = 0;
        await foreach (var piece in text.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (piece.Length > limit - length)
            {
                _exceeded = true;
                await abort.CancelAsync().ConfigureAwait(false);
                throw new TextTooLongException(limit);
            }
            length += piece.Length;
            take(piece);
            if (piece.Length > 0)
                yield return piece;
        }
    }
}
