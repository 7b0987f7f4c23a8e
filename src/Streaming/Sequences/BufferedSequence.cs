using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace VoiceSmith.Streaming.Sequences;

/// <summary>All the concurrency between stages: a bounded channel and the pump that fills it.</summary>
public static class BufferedSequence
{
    /// <summary>
    /// Lets a sequence run ahead of its reader by up to <paramref name="capacity"/> items. A full buffer waits; nothing
    /// is dropped. An error of the source reaches the reader after the items before it. When the reader stops, for
    /// whatever reason, the source is cancelled and awaited, and items that nobody read are disposed: no task outlives
    /// the reader.
    /// </summary>
    /// <param name="source">Read on another task. Must observe the token it is enumerated with.</param>
    /// <param name="capacity">Items it may be ahead, at least 1.</param>
    /// <param name="cancellationToken">Ends both sides.</param>
    public static async IAsyncEnumerable<T> Buffered<T>(
        this IAsyncEnumerable<T> source,
        int capacity,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var channel = Channel.CreateBounded<T>(
            new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true }
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = Task.Run(() => PumpAsync(source, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return item;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
            while (channel.Reader.TryRead(out var unread))
                (unread as IDisposable)?.Dispose();
        }
    }

    /// <summary>As <see cref="Buffered"/>, but the reader gets all items that are there in one list.</summary>
    /// <param name="source">Read on another task. Must observe the token it is enumerated with.</param>
    /// <param name="capacity">Items it may be ahead, at least 1.</param>
    /// <param name="cancellationToken">Ends both sides.</param>
    public static async IAsyncEnumerable<IReadOnlyList<T>> BufferedInBatches<T>(
        this IAsyncEnumerable<T> source,
        int capacity,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var channel = Channel.CreateBounded<T>(
            new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true }
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = Task.Run(() => PumpAsync(source, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var ready = new List<T>();
                while (ready.Count < capacity && channel.Reader.TryRead(out var item))
                    ready.Add(item);
                yield return ready;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
            while (channel.Reader.TryRead(out var unread))
                (unread as IDisposable)?.Dispose();
        }
    }

    /// <summary>Never fails: the source's error, or its cancellation, completes the channel.</summary>
    private static async Task PumpAsync<T>(IAsyncEnumerable<T> source, ChannelWriter<T> writer, CancellationToken stop)
    {
        try
        {
            await foreach (var item in source.WithCancellation(stop).ConfigureAwait(false))
                await WriteAsync(writer, item, stop).ConfigureAwait(false);
            writer.Complete();
        }
#pragma warning disable CA1031 // Not swallowed: the reader gets it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            writer.Complete(error);
        }
    }

    private static async ValueTask WriteAsync<T>(ChannelWriter<T> writer, T item, CancellationToken stop)
    {
        try
        {
            await writer.WriteAsync(item, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            (item as IDisposable)?.Dispose();
            throw;
        }
    }
}
