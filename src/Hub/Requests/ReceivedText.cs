using System.Threading.Channels;
using VoiceSmith.Doors.Errors;

namespace VoiceSmith.Hub.Requests;

/// <summary>
/// The text of an utterance as a connection sends it: checked piece by piece, and read to its end whatever becomes of
/// the utterance.
/// </summary>
/// <remarks>
/// A connection delivers the pieces of all its streams in turn. If one stream's pieces were left unread, the connection
/// would wait for room, and fail when the call ends: so they are taken as they come, kept up to the longest text, and
/// dropped after that.
/// </remarks>
internal sealed class ReceivedText
{
    private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>(
        new() { SingleReader = true, SingleWriter = true }
    );
    private readonly int _limit;
    private bool _half; // the last unit so far is the first half of a surrogate pair

    /// <summary>Starts to read.</summary>
    /// <param name="text">Pieces as they arrive; ends with the call or the connection.</param>
    /// <param name="limit">UTF-16 units that are kept, and the piece that goes beyond.</param>
    public ReceivedText(IAsyncEnumerable<string?> text, int limit)
    {
        _limit = limit;
        _ = ReadAsync(text); // never fails: the reader of the pieces gets its error
    }

    /// <summary>The pieces. To be enumerated once.</summary>
    /// <exception cref="TextFormatException">VS4027, after the pieces before it.</exception>
    public IAsyncEnumerable<string> Pieces => _pieces.Reader.ReadAllAsync();

    private async Task ReadAsync(IAsyncEnumerable<string?> text)
    {
        try
        {
            var (length, closed) = (0L, false);
            await foreach (var piece in text.ConfigureAwait(false))
            {
                if (closed)
                    continue;
                if (FaultOf(piece) is { } why)
                {
                    closed = _pieces.Writer.TryComplete(new TextFormatException(why));
                    continue;
                }
                _pieces.Writer.TryWrite(piece!);
                length += piece!.Length;
                closed = length > _limit; // the engine refuses the text at this piece
            }
            _pieces.Writer.TryComplete(
                _half ? new TextFormatException("It ends with half of a surrogate pair.") : null
            );
        }
#pragma warning disable CA1031 // Not swallowed: the reader of the pieces gets it, as what it is to the sender.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _pieces.Writer.TryComplete(
                error is OperationCanceledException
                    ? error
                    : new TextFormatException(
                        "A piece of it is not a string, or the sender ended it with an error.",
                        error
                    )
            );
        }
    }

    private string? FaultOf(string? piece)
    {
        if (piece is null)
            return "A piece of it is null.";
        foreach (var unit in piece)
        {
            if (char.IsLowSurrogate(unit) != _half)
                return "It has half of a surrogate pair.";
            _half = char.IsHighSurrogate(unit);
        }
        return null;
    }
}
