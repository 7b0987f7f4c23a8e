using System.Runtime.CompilerServices;

namespace VoiceSmith.Client;

/// <summary>
/// The text of an utterance: read once from the caller, kept, and sent from its beginning as often as it is needed.
/// Reading stays <see cref="MostAhead"/> pieces ahead of sending at most.
/// </summary>
internal sealed class SentText : IAsyncDisposable
{
    /// <summary>Pieces that are read before they are sent.</summary>
    internal const int MostAhead = 1000;

    private const int PieceLength = 4096; // UTF-16 units in one message

    private readonly IAsyncEnumerable<string>? _source;
    private readonly List<string> _pieces = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously),
        _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;
    private Task _reading = Task.CompletedTask;
    private bool _complete;

    public SentText(string text)
    {
        _pieces.AddRange(Cut(text));
        _complete = true;
    }

    public SentText(IAsyncEnumerable<string> pieces) => _source = pieces;

    /// <summary>The error of the caller's pieces; null for none.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Begins to read the caller's pieces.</summary>
    public void Begin() => _reading = _source is null ? _reading : Task.Run(() => ReadAsync(_source));

    /// <summary>All pieces from the first on, until the text is complete or failed.</summary>
    public async IAsyncEnumerable<string> FromStartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var sent = 0; ;)
        {
            string[] ready;
            Task more;
            bool complete;
            lock (_lock)
                (ready, more, complete) = ([.. _pieces.Skip(sent)], _more.Task, _complete);
            foreach (var piece in ready)
                yield return piece;
            sent += ready.Length;
            MakeRoom(sent);
            if (complete && Error is not null)
                throw new OperationCanceledException("The text ended with an error.", Error);
            if (complete)
                yield break;
            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops reading, and waits for the reader.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<string> source)
    {
        try
        {
            await foreach (var piece in source.WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                Add(Cut(piece), complete: false);
                await RoomAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Not swallowed: whoever enumerates the utterance gets it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Error = _stop.IsCancellationRequested ? null : error;
        }
        Add([], complete: true);
    }

    /// <summary>Waits until enough has been sent. A text that takes no notice of its token ends here.</summary>
    private async ValueTask RoomAsync()
    {
        while (true)
        {
            _stop.Token.ThrowIfCancellationRequested();
            Task room;
            lock (_lock)
            {
                if (_pieces.Count - _sent < MostAhead)
                    return;
                room = _room.Task;
            }
            await room.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    private void MakeRoom(int sent)
    {
        lock (_lock)
        {
            _sent = Math.Max(_sent, sent);
            _room.SetResult();
            _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Add(IEnumerable<string> pieces, bool complete)
    {
        lock (_lock)
        {
            _pieces.AddRange(pieces);
            _complete = complete;
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>
    /// Pieces of at most <see cref="PieceLength"/> units; a surrogate pair stays whole, as half of it has no UTF-8.
    /// </summary>
    private static IEnumerable<string> Cut(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + PieceLength, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end--;
            yield return text[start..end];
            start = end;
        }
    }
}
