namespace VoiceSmith.Contracts;

/// <summary>Methods of the speech hub (SignalR with MessagePack).</summary>
/// <remarks>
/// An error reaches the client as a HubException whose message holds the text of a VoiceSmithException, code first.
/// </remarks>
public interface ISpeechHub
{
    /// <summary>The hub's path.</summary>
    public const string Path = "/hubs/speech";

    /// <summary>Speaks text while it is still arriving. Cancelling the stream stops the work.</summary>
    /// <param name="request">Voice, controls and seed.</param>
    /// <param name="text">The text in pieces of any size.</param>
    /// <param name="cancellationToken">Cancelled when the client cancels the stream.</param>
    /// <returns>
    /// <see cref="StartEvent"/>; audio in playing order, each sentence and word announced before the audio in which it
    /// begins;
    /// <see cref="LedgerEvent"/>; <see cref="EndEvent"/> or <see cref="StoppedEvent"/>.
    /// </returns>
    IAsyncEnumerable<SpeakEvent> Speak(
        SpeakRequest request,
        IAsyncEnumerable<string> text,
        CancellationToken cancellationToken
    );

    /// <summary>Speaks the rest of an utterance of the last minutes, on this connection or another.</summary>
    /// <param name="utterance">Its id.</param>
    /// <param name="fromSample">The first sample wanted; all samples from there on are the same as before.</param>
    /// <param name="cancellationToken">Cancelled when the client cancels the stream.</param>
    IAsyncEnumerable<SpeakEvent> Resume(string utterance, long fromSample, CancellationToken cancellationToken);

    /// <summary>Pauses the output of an utterance until <see cref="Continue"/> is called.</summary>
    /// <returns>False if this connection has no such utterance.</returns>
    bool Pause(string utterance);

    /// <summary>Continues a paused utterance.</summary>
    /// <returns>False if this connection has no such utterance.</returns>
    bool Continue(string utterance);

    /// <summary>
    /// Reports how much of an utterance has been played: its stream stays <see cref="SpeakRequest.MaxLead"/> ahead of
    /// that.
    /// </summary>
    /// <param name="utterance">Its id.</param>
    /// <param name="played">Samples played.</param>
    /// <returns>False if this connection has no such utterance.</returns>
    bool Report(string utterance, long played);

    /// <summary>Stops an utterance; its stream ends with <see cref="StoppedEvent"/>.</summary>
    /// <param name="utterance">Its id.</param>
    /// <param name="played">Samples played; null for all that were sent.</param>
    /// <returns>The part that was heard; null if this connection has no such utterance.</returns>
    HeardText? Stop(string utterance, long? played);

    /// <summary>Votes on an utterance of the last minutes, of any connection.</summary>
    /// <param name="utterance">Its id.</param>
    /// <param name="liked">True for a vote in favour.</param>
    /// <returns>True if the vote counts: the utterance is known, and this is the first vote on it.</returns>
    bool Vote(string utterance, bool liked);
}

/// <summary>Methods that the speech hub calls on its clients.</summary>
public interface ISpeechClient
{
    /// <summary>
    /// The voices, the default first. Called when a connection opens, and when a version is published.
    /// </summary>
    Task Voices(VoiceInfo[] voices);
}
