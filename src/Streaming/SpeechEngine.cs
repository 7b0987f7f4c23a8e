using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming;

/// <summary>Speaks text while it is still arriving.</summary>
public interface ISpeechEngine
{
    /// <summary>The voices it speaks with, the default first.</summary>
    IReadOnlyList<VoiceInfo> Voices { get; }

    /// <summary>Speaks one utterance.</summary>
    /// <remarks>
    /// A pure function of the voice's version, the text, the controls and the seed: not of how the text was cut into pieces, nor of
    /// who else listens.
    /// </remarks>
    /// <param name="request">Who is to speak, and how.</param>
    /// <param name="text">In pieces, as it arrives; must observe the token it is enumerated with.</param>
    /// <param name="cancellationToken">Ends the utterance, and its work within one chunk.</param>
    /// <returns><see cref="SpeechStarted"/>, then sound with the events of its sentences and words, then <see cref="SpeechEnded"/>.</returns>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="EngineBusyException">VS4002.</exception>
    /// <exception cref="TextTooLongException">VS4003; part of a text that came in pieces may have been spoken.</exception>
    /// <exception cref="NothingToSayException">VS4004, when the text ends without a word.</exception>
    /// <exception cref="SpeechControlException">VS4005.</exception>
    /// <exception cref="VoiceFailedException">VS4006.</exception>
    IAsyncEnumerable<SpeechEvent> SpeakAsync(SpeechRequest request, IAsyncEnumerable<string> text, CancellationToken cancellationToken);
}

/// <inheritdoc cref="ISpeechEngine"/>
public sealed class SpeechEngine : ISpeechEngine, IDisposable
{
    private readonly VoiceRegistry _voices;
    private readonly StreamingOptions _options;
    private readonly TimeProvider _time;
    private readonly SpeechPipeline _pipeline;
    private readonly ComputeWorkers _workers;
    private int _utterances;

    /// <param name="voices">Not owned.</param>
    /// <param name="options">Of the deployment, validated.</param>
    /// <param name="time">What deadlines and pacing are read from.</param>
    public SpeechEngine(VoiceRegistry voices, StreamingOptions options, TimeProvider time)
        : this(voices, options, time, ChunkPlan.Default)
    {
    }

    internal SpeechEngine(VoiceRegistry voices, StreamingOptions options, TimeProvider time, ChunkPlan chunks)
    {
        (_voices, _options, _time) = (voices, options, time);
        _pipeline = new(new TextNormalizer(), new EnglishPhonemizer(NeuralGraphemeToPhoneme.English), options, chunks);
        _workers = new(options.Workers == 0 ? Environment.ProcessorCount : options.Workers);
    }

    /// <inheritdoc/>
    public IReadOnlyList<VoiceInfo> Voices => _voices.Voices;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request, IAsyncEnumerable<string> text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var place = TakePlace();
        using var lease = _voices.Lease(request.Voice);
        var voice = lease.Voice;
        request.Validate(voice.Info);
        var format = new AudioFormat(voice.Info.SampleRate);
        yield return new SpeechStarted(format, voice.Info.Name, voice.Info.Version, request.Seed);

        var work = new UtteranceWork(_workers, _time, voice.Info.SampleRate);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var intake = new TextIntake(_options.MaxTextLength, abort);
        var events = _pipeline.Run(intake.Take(text), request, voice, work);
        if (request.MaxLead is { } lead)
            events = events.Paced(format, lead, _time, abort.Token);
        events = events.WithErrors(intake.Explain, abort.Token); // last: whatever waits may be what the limit cancels
        var samples = 0L;
        await foreach (var happened in events.WithCancellation(abort.Token).ConfigureAwait(false))
        {
            if (happened is SoundMade sound)
                samples = sound.Frame.FirstSample + sound.Frame.Pcm.Length / format.BytesPerSample;
            yield return happened;
        }
        if (samples == 0)
            throw new NothingToSayException();
        yield return new SpeechEnded(samples);
    }

    /// <summary>Speaks a sentence with every voice, to nobody: the first listener then waits no longer than the second.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var offline = new OfflineSynthesizer(this);
        foreach (var voice in Voices)
            await offline.SpeakAsync(new() { Voice = voice.Name }, "Every voice clears its throat once, before anyone listens.", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels what has not begun and stops the workers. Utterances should have ended before.</summary>
    public void Dispose() => _workers.Dispose();

    private Place TakePlace()
    {
        if (Interlocked.Increment(ref _utterances) <= _options.MaxUtterances)
            return new(this);
        Interlocked.Decrement(ref _utterances);
        throw new EngineBusyException(_options.MaxUtterances);
    }

    /// <summary>One utterance's place in the engine, until disposed of.</summary>
    private sealed class Place(SpeechEngine engine) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref engine._utterances);
    }
}
