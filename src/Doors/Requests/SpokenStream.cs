using System.Runtime.CompilerServices;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Doors.Requests;

/// <summary>
/// An utterance whose first sound is there, for doors that must answer with a status before they stream.
/// </summary>
internal sealed class SpokenStream : IAsyncDisposable
{
    private readonly IAsyncEnumerator<SpeechEvent> _events;
    private readonly List<SpeechEvent> _first = [];

    private SpokenStream(IAsyncEnumerator<SpeechEvent> events) => _events = events;

    /// <summary>Format, voice and seed.</summary>
    public SpeechStarted Start => (SpeechStarted)_first[0];

    /// <summary>Starts an utterance and waits for its first sound.</summary>
    /// <exception cref="VoiceSmithException">The engine refuses the request, or there is nothing to say.</exception>
    public static async Task<SpokenStream> BeginAsync(
        ISpeechEngine engine,
        SpeechRequest request,
        string text,
        CancellationToken cancellationToken
    )
    {
        var stream = new SpokenStream(
            engine
                .SpeakAsync(request, new[] { text }.ToAsyncEnumerable(), cancellationToken)
                .GetAsyncEnumerator(cancellationToken)
        );
        try
        {
            while (await stream._events.MoveNextAsync().ConfigureAwait(false))
            {
                stream._first.Add(stream._events.Current);
                if (stream._events.Current is SoundMade)
                    break;
            }
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>All events, those that were waited for included. To be enumerated once.</summary>
    public async IAsyncEnumerable<SpeechEvent> EventsAsync()
    {
        foreach (var happened in _first)
            yield return happened;
        while (await _events.MoveNextAsync().ConfigureAwait(false))
            yield return _events.Current;
    }

    /// <summary>The samples. To be enumerated once, instead of the events.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> SoundAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var happened in EventsAsync().WithCancellation(cancellationToken).ConfigureAwait(false))
            if (happened is SoundMade sound)
                yield return sound.Frame.Pcm;
    }

    /// <summary>Names version, utterance and notices in the answer's headers.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="notices">Notices of the request; those of the text up to its first sound are added.</param>
    public void Describe(HttpResponse response, IEnumerable<string> notices)
    {
        response.Headers[Contracts.SpeakHeaders.ModelVersion] = Start.VoiceVersion;
        response.Headers[Contracts.SpeakHeaders.Utterance] = Start.Utterance;
        response.AddNotices(notices.Concat(_first.OfType<NoticeGiven>().Select(notice => notice.Message)));
    }

    public ValueTask DisposeAsync() => _events.DisposeAsync();
}

/// <summary>Notices in the headers of an answer.</summary>
internal static class NoticeHeader
{
    private const int Most = 10; // headers have their limits

    /// <summary>One header with all notices, a line each, percent-encoded; none for no notice.</summary>
    public static void AddNotices(this HttpResponse response, IEnumerable<string> notices)
    {
        var lines = notices.Distinct().Take(Most).ToList();
        if (lines.Count > 0)
            response.Headers[Contracts.SpeakHeaders.Notices] = Uri.EscapeDataString(string.Join('\n', lines));
    }
}
