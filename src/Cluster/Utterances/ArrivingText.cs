using System.Runtime.CompilerServices;
using System.Text;

namespace VoiceSmith.Cluster.Utterances;

/// <summary>
/// A text that arrives in pieces, and can be read from any place while it does. Safe for one writer and many readers.
/// </summary>
internal sealed class ArrivingText
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _more = NewSignal();
    private bool _isComplete;
    private Exception? _error;

    /// <summary>Adds a piece.</summary>
    /// <param name="offset">UTF-16 units before it. What is there already is passed over.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="isLast">True if no more comes.</param>
    /// <returns>False if text before it is missing.</returns>
    public bool Append(int offset, string piece, bool isLast)
    {
        lock (_lock)
        {
            if (offset > _text.Length)
                return false;
            if (offset + piece.Length > _text.Length)
                _text.Append(piece.AsSpan(_text.Length - offset));
            _isComplete |= isLast;
            Signal();
            return true;
        }
    }

    /// <summary>Reads a source to its end. Never fails: readers get the error.</summary>
    public async Task FillAsync(IAsyncEnumerable<string> source, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var piece in source.WithCancellation(cancellationToken).ConfigureAwait(false))
                Append(_text.Length, piece, isLast: false);
            Append(_text.Length, "", isLast: true);
        }
#pragma warning disable CA1031 // Not swallowed: readers get it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            lock (_lock)
            {
                _error = error;
                Signal();
            }
        }
    }

    /// <summary>The text from a place on, whether that is all of it, and a task that ends when there is more.</summary>
    /// <exception cref="Exception">The source's error.</exception>
    public (string Text, bool IsComplete, Task More) From(int offset)
    {
        lock (_lock)
        {
            if (_error is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_error);
            return (_text.ToString(offset, _text.Length - offset), _isComplete, _more.Task);
        }
    }

    /// <summary>Waits until all of the text has come, but not for longer than a given time.</summary>
    /// <exception cref="Exception">The source's error.</exception>
    public async Task SettleAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (From(0).IsComplete)
            return;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(atMost);
        while (From(0) is { IsComplete: false, More: var more } && !late.IsCancellationRequested)
            await more.WaitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>The text in pieces, as it arrives.</summary>
    public async IAsyncEnumerable<string> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        for (var read = 0; ;)
        {
            var (text, isComplete, more) = From(read);
            read += text.Length;
            if (text.Length > 0)
                yield return text;
            if (isComplete)
                yield break;
            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Signal()
    {
        _more.SetResult();
        _more = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
