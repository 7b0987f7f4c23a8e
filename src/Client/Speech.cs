using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using VoiceSmith.Contracts;

namespace VoiceSmith.Client;

/// <summary>
/// An utterance as it is spoken: its events, and the controls of its listener. Enumerated once; begins when it is
/// enumerated.
/// </summary>
/// <remarks>
/// If the connection is lost, the text is sent again with the same voice version and seed, from the first sample that
/// is missing: the events go on as if nothing had happened, and controls that were used meanwhile are applied. Not with
/// <see cref="SpeakRequest.MaxDelay"/> or <see cref="SpeakRequest.FollowVersions"/>, whose samples depend on time.
/// </remarks>
public sealed class Speech : IAsyncEnumerable<SpeakEvent>
{
    private const int MostFruitlessAttempts = 3;

    private readonly HubLink _link;
    private readonly SpeakRequest _request;
    private readonly SentText? _text; // null for an utterance of another connection
    private readonly string? _resumed;
    private readonly CancellationToken _cancellation;
    private readonly Queue<SpeakEvent> _announced = []; // events whose sound has not been received to its end
    private readonly List<SentenceEvent> _sentences = []; // the last two that have sound
    private StartEvent? _start;
    private long? _played;
    private long _next;
    private volatile bool _paused,
        _stopped;
    private bool _isEnumerated;

    internal Speech(HubLink link, SpeakRequest request, SentText text, CancellationToken cancellationToken) =>
        (_link, _request, _text, _next, _cancellation) = (
            link,
            request,
            text,
            request.FromSample ?? 0,
            cancellationToken
        );

    internal Speech(HubLink link, string utterance, long fromSample, CancellationToken cancellationToken) =>
        (_link, _request, _resumed, _next, _cancellation) = (link, new(), utterance, fromSample, cancellationToken);

    /// <summary>
    /// The utterance's id on the server; null before the first event. Another after a lost connection.
    /// </summary>
    public string? Utterance { get; private set; }

    /// <summary>Pauses the output until <see cref="ContinueAsync"/> is called.</summary>
    /// <returns>False if the utterance has ended or not begun.</returns>
    public async Task<bool> PauseAsync(CancellationToken cancellationToken = default)
    {
        _paused = true;
        return _paused = await TellAsync(nameof(ISpeechHub.Pause), [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Continues the output.</summary>
    /// <returns>False if the utterance has ended or not begun.</returns>
    public Task<bool> ContinueAsync(CancellationToken cancellationToken = default)
    {
        _paused = false;
        return TellAsync(nameof(ISpeechHub.Continue), [], cancellationToken);
    }

    /// <summary>Reports playback: the stream stays <see cref="SpeakRequest.MaxLead"/> ahead of it.</summary>
    /// <param name="played">Samples played.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if the utterance has ended or not begun.</returns>
    public Task<bool> ReportAsync(long played, CancellationToken cancellationToken = default)
    {
        _played = played;
        return TellAsync(nameof(ISpeechHub.Report), [played], cancellationToken);
    }

    /// <summary>Stops the utterance within one chunk; its events end with <see cref="StoppedEvent"/>.</summary>
    /// <param name="played">Samples played; null for all that were sent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The part that was heard; null if the utterance has ended or not begun, or while the connection is lost.
    /// </returns>
    public async Task<HeardText?> StopAsync(long? played = null, CancellationToken cancellationToken = default)
    {
        if (Utterance is not { } id)
            return null;
        (_stopped, _played) = (true, played ?? _played);
        try
        {
            return await _link
                .CallAsync<HeardText?>(nameof(ISpeechHub.Stop), [id, played], cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ServerUnreachableException) when (_link.Reconnects)
        {
            return null; // stopped when it is resumed
        }
    }

    /// <summary>Votes on the utterance, also after its end.</summary>
    /// <param name="liked">True for a vote in favour.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the vote counts: it is the first on the utterance.</returns>
    public Task<bool> VoteAsync(bool liked, CancellationToken cancellationToken = default) =>
        Utterance is { } id
            ? _link.CallAsync<bool>(nameof(ISpeechHub.Vote), [id, liked], cancellationToken)
            : Task.FromResult(false);

    /// <summary>Speaks.</summary>
    /// <exception cref="ServerRefusedException">
    /// The server refuses the request, or fails; code and text are its.
    /// </exception>
    /// <exception cref="ServerUnreachableException">VS4024: no server answers.</exception>
    /// <exception cref="ConnectionLostException">
    /// VS4025: the connection was lost, and the utterance cannot be resumed.
    /// </exception>
    public IAsyncEnumerator<SpeakEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _isEnumerated, true)
            ? throw new InvalidOperationException("An utterance is enumerated once; speak it again.")
            : RunAsync(cancellationToken).GetAsyncEnumerator(CancellationToken.None);

    private async IAsyncEnumerable<SpeakEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var text = _text;
        text?.Begin();
        // A source of its own: SignalR's client keeps the token of a stream that broke.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancellation, cancellationToken);
        try
        {
            for (var fruitless = 0; ; fruitless++)
            {
                await _link.OpenAsync(stop.Token).ConfigureAwait(false);
                await using var events = Begin(stop.Token).GetAsyncEnumerator(stop.Token);
                Exception? lost;
                for (var ended = false; ;)
                {
                    (var happened, lost) = await NextAsync(events, stop.Token).ConfigureAwait(false);
                    if (happened is null && (lost is null || ended))
                        yield break;
                    if (happened is null)
                        break;
                    if (!await IsNewAsync(happened, stop.Token).ConfigureAwait(false))
                        continue;
                    (fruitless, ended) = (0, happened is EndEvent or StoppedEvent);
                    yield return happened;
                }
                RequireResumable(lost!, fruitless);
            }
        }
        finally
        {
            // The enumerator's end alone tells the server nothing: it would speak to nobody.
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The stream from the first sample that is missing.</summary>
    private IAsyncEnumerable<SpeakEvent?> Begin(CancellationToken cancellationToken)
    {
        if (_text is null)
            return _link.Resume(_resumed!, _next, cancellationToken);
        var request = _request with { FromSample = _next > 0 ? _next : _request.FromSample };
        if (_sentences.FindLast(one => one.FirstSample <= _next) is { } known)
            request = request with { KnownSentence = known.Sentence, KnownSentenceSample = known.FirstSample };
        if (_start is { } start)
            request = request with { Voice = start.Voice, VoiceVersion = start.VoiceVersion, Seed = start.Seed };
        if (Utterance is { } id)
            request = request with { Continues = id, Replaces = null, Played = null }; // stopped already
        return _link.Speak(request, _text.FromStartAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The next event that is known; neither event nor error at the end.</summary>
    private async ValueTask<(SpeakEvent? Event, Exception? Lost)> NextAsync(
        IAsyncEnumerator<SpeakEvent?> events,
        CancellationToken cancellationToken
    )
    {
        try
        {
            while (await events.MoveNextAsync().ConfigureAwait(false))
                if (events.Current is { } known)
                    return (known, null);
            return (null, null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (_text?.Error is { } failed)
                ExceptionDispatchInfo.Throw(failed); // the caller's own
            return _link.IsLost(error) ? (null, error) : throw HubLink.RefusalOf(error);
        }
    }

    /// <summary>Notes an event; false if it was received before the connection was lost.</summary>
    private async ValueTask<bool> IsNewAsync(SpeakEvent happened, CancellationToken cancellationToken)
    {
        switch (happened)
        {
            case AcceptedEvent accepted:
                var isFirst = Utterance is null;
                Utterance = accepted.Utterance;
                return isFirst;
            case StartEvent start:
                Utterance = start.Utterance;
                if (_start is null)
                {
                    _start = start;
                    return true;
                }
                await RestoreAsync(cancellationToken).ConfigureAwait(false);
                return false;
            case AudioEvent audio:
                _next = audio.FirstSample + audio.Pcm.Length / 2;
                while (
                    _announced.TryPeek(out var first)
                    && first is ITimedEvent { FirstSample: var from, Samples: var samples }
                    && from + samples <= _next
                )
                    _announced.Dequeue();
                return true;
            case ITimedEvent when _announced.Contains(happened):
                return false;
            case ITimedEvent:
                _announced.Enqueue(happened);
                if (happened is SentenceEvent { Samples: > 0 } sentence)
                {
                    _sentences.RemoveRange(0, Math.Max(0, _sentences.Count - 1));
                    _sentences.Add(sentence);
                }
                return true;
            default:
                return true;
        }
    }

    /// <summary>Brings the server to where the listener is.</summary>
    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        if (_stopped)
            await StopAsync(_played, cancellationToken).ConfigureAwait(false);
        if (_played is { } played)
            await TellAsync(nameof(ISpeechHub.Report), [played], cancellationToken).ConfigureAwait(false);
        if (!_paused)
            return;
        await TellAsync(nameof(ISpeechHub.Pause), [], cancellationToken).ConfigureAwait(false);
        if (!_paused) // continued meanwhile
            await TellAsync(nameof(ISpeechHub.Continue), [], cancellationToken).ConfigureAwait(false);
    }

    private void RequireResumable(Exception lost, int fruitless)
    {
        if (!_link.Reconnects)
            throw new ConnectionLostException(_next, $"Reconnecting is switched off: {lost.Message}", lost);
        if (_request.MaxDelay is not null || _request.FollowVersions == true)
            throw new ConnectionLostException(
                _next,
                "With maxDelay or followVersions its samples depend on time, and cannot be made again.",
                lost
            );
        if (fruitless >= MostFruitlessAttempts)
            throw new ConnectionLostException(
                _next,
                $"It was lost {fruitless + 1} times without an event in between: {lost.Message}",
                lost
            );
    }

    /// <summary>
    /// Tells the server; true as well while the connection is lost, as it is told again when the utterance is resumed.
    /// </summary>
    private async Task<bool> TellAsync(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return Utterance is { } id
                && await _link.CallAsync<bool>(method, [id, .. arguments], cancellationToken).ConfigureAwait(false);
        }
        catch (ServerUnreachableException) when (_link.Reconnects)
        {
            return true;
        }
    }
}
