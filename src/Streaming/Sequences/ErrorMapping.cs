using System.Runtime.CompilerServices;

namespace VoiceSmith.Streaming.Sequences;

/// <summary>Says a sequence's errors in other words.</summary>
public static class ErrorMapping
{
    /// <summary>The same items; an error is replaced by what <paramref name="map"/> makes of it, or passes where that
    /// is null.</summary>
    public static async IAsyncEnumerable<T> WithErrors<T>(
        this IAsyncEnumerable<T> source,
        Func<Exception, Exception?> map,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var items = source.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false))
                    yield break;
            }
            catch (Exception error) when (map(error) is { } other)
            {
                throw other;
            }
            yield return items.Current;
        }
    }
}
