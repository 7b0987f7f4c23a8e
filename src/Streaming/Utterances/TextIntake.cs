using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Sequences;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>
/// Buffers an utterance's text as it arrives, up to a limit, so that its sender never waits for the sound.
/// </summary>
/// <remarks>Past the limit the utterance ends at once, not when what came before it has been spoken.</remarks>
/// <param name="limit">UTF-16 units.</param>
/// <param name="abort">Cancels the utterance.</param>
/// <param name="take">Called with every piece.</param>
public sealed class TextIntake(int limit, CancellationTokenSource abort, Action<string> take)
{
    private volatile bool _exceeded;

    /// <summary>The pieces of a text that are not empty; the sequence is to be enumerated once.</summary>
    /// <param name="text">Pieces as they arrive.</param>
    public IAsyncEnumerable<string> Take(IAsyncEnumerable<string> text) => Count(text).Buffered(limit);

    /// <summary>The cause of a cancellation: the limit, if that was exceeded; null otherwise.</summary>
    /// <param name="error">The error that ended the utterance.</param>
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
