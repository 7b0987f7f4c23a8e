using System.Diagnostics;
using System.Runtime.CompilerServices;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Streaming;

/// <summary>
/// An engine that traces its utterances: one span each, with a child for each stage. Spans hold no text.
/// </summary>
/// <remarks>
/// Stages work at once and by turns. A child begins with its utterance and lasts as long as the stage has worked in
/// all, as the ledger has it.
/// </remarks>
/// <param name="engine">Speaks.</param>
/// <param name="time">Clock of the spans.</param>
public sealed class TracedEngine(ISpeechEngine engine, TimeProvider time) : DelegatingEngine(engine)
{
    /// <summary>Name of the source of spans.</summary>
    public const string SourceName = "VoiceSmith.Streaming";

    private static readonly ActivitySource Source = new(SourceName);

    /// <inheritdoc/>
    public override IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        Utterance utterance,
        CancellationToken cancellationToken
    )
    {
        var events = base.SpeakAsync(request, text, utterance, cancellationToken);
        return Source.HasListeners()
            ? TraceAsync(events, Activity.Current?.Context ?? default, cancellationToken)
            : events;
    }

    private async IAsyncEnumerable<SpeechEvent> TraceAsync(
        IAsyncEnumerable<SpeechEvent> events,
        ActivityContext parent,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var span = Start("utterance", parent, time.GetUtcNow());
        await using var each = events.GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(each, span).ConfigureAwait(false))
        {
            Note(span, each.Current);
            yield return each.Current;
        }
    }

    /// <summary>Starts a span that is not the current one: an iterator's code runs in its reader's context.</summary>
    private static Activity? Start(string name, ActivityContext parent, DateTimeOffset at)
    {
        var current = Activity.Current;
        var span = Source.StartActivity(name, ActivityKind.Internal, parent, startTime: at);
        Activity.Current = current;
        return span;
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SpeechEvent> events, Activity? span)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error, (error as VoiceSmithException)?.Code ?? error.GetType().Name);
            throw;
        }
    }

    private static void Note(Activity? span, SpeechEvent happened)
    {
        if (span is null)
            return;
        if (happened is SpeechStarted start)
            span.SetTag("voicesmith.voice", start.Voice)
                .SetTag("voicesmith.version", start.VoiceVersion)
                .SetTag("voicesmith.utterance", start.Utterance);
        else if (happened is SpeechAccounted { Ledger: var ledger })
        {
            span.SetTag("voicesmith.samples", ledger.Samples)
                .SetTag("voicesmith.first_sound_ms", ledger.FirstSound / 1000.0)
                .SetTag("voicesmith.real_time_factor", ledger.RealTimeFactor);
            foreach (var (stage, spent) in ledger.Stages)
                if (Start(stage, span.Context, span.StartTimeUtc) is { } child)
                    using (child)
                        child.SetEndTime(span.StartTimeUtc + TimeSpan.FromMicroseconds(spent));
        }
        else if (happened is SpeechStopped)
            span.SetTag("voicesmith.stopped", true);
    }
}
