using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Streaming;

/// <summary>An engine that hands everything to another; the base of engines that add to one.</summary>
/// <param name="inner">The engine behind it; not owned.</param>
public abstract class DelegatingEngine(ISpeechEngine inner) : ISpeechEngine
{
    /// <inheritdoc/>
    public IReadOnlyList<VoiceInfo> Voices => inner.Voices;

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        Utterance utterance,
        CancellationToken cancellationToken
    ) => inner.SpeakAsync(request, text, utterance, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<SpeechEvent> ResumeAsync(
        string utterance,
        long fromSample,
        Utterance again,
        CancellationToken cancellationToken
    ) => inner.ResumeAsync(utterance, fromSample, again, cancellationToken);

    /// <inheritdoc/>
    public Utterance NewUtterance() => inner.NewUtterance();

    /// <inheritdoc/>
    public VoiceInfo? TakeVote(string utterance) => inner.TakeVote(utterance);

    /// <inheritdoc/>
    public Task DrainAsync() => inner.DrainAsync();
}
