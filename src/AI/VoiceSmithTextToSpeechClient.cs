using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Client;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.AI;

/// <summary>An engine of this process, or a server, as a text to speech client. Safe for concurrent use.</summary>
/// <remarks>
/// Sound streams as it is made, in every format: by default samples (pcm) where it streams, a WAV file where it does
/// not. The updates' additional properties name the voice's version; <see cref="SpeechOptions.Seed"/> among the
/// options' decides the noise.
/// </remarks>
public sealed class VoiceSmithTextToSpeechClient : ITextToSpeechClient
{
    private const string Name = "voicesmith";

    private readonly TextToSpeechClientMetadata _metadata;
    private readonly object _speaker;
    private readonly Func<
        SpeechRequest,
        IAsyncEnumerable<string>,
        CancellationToken,
        IAsyncEnumerable<SpeechEvent>
    > _speak;

    /// <summary>A client of an engine in this process.</summary>
    /// <param name="engine">Not owned.</param>
    public VoiceSmithTextToSpeechClient(ISpeechEngine engine) =>
        (_metadata, _speaker, _speak) = (new(Name, null, Name), engine, engine.SpeakAsync);

    /// <summary>A client of a running server.</summary>
    /// <param name="client">Not owned.</param>
    public VoiceSmithTextToSpeechClient(VoiceSmithClient client) =>
        (_metadata, _speaker, _speak) = (
            new(Name, client.Server, Name),
            client,
            (request, text, cancellationToken) =>
                client
                    .SpeakAsync(request.ToContract(), text, cancellationToken)
                    .Select(happened => happened.ToSpeechEvent())
        );

    /// <inheritdoc/>
    /// <exception cref="VoiceSmithException">
    /// The engine refuses the request, or an option cannot be followed.
    /// </exception>
    public Task<TextToSpeechResponse> GetAudioAsync(
        string text,
        TextToSpeechOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        return WholeAsync(text, options, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="VoiceSmithException">
    /// The engine refuses the request, or an option cannot be followed.
    /// </exception>
    public IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text,
        TextToSpeechOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        return GetStreamingAudioAsync(new[] { text }.ToAsyncEnumerable(), options, cancellationToken);
    }

    /// <summary>Speaks text while it is still arriving, such as a chat client's answer.</summary>
    /// <param name="text">Pieces of any size; must observe the token it is enumerated with.</param>
    /// <param name="options">Voice, controls and seed.</param>
    /// <param name="cancellationToken">Cancels the utterance.</param>
    /// <exception cref="VoiceSmithException">
    /// The engine refuses the request, or an option cannot be followed.
    /// </exception>
    public IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        IAsyncEnumerable<string> text,
        TextToSpeechOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        return SpeakAsync(
            text,
            options.ToRequest(this),
            options.ToFormat(SoundFormat.Pcm),
            options?.ModelId,
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(TextToSpeechClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_speaker) ? _speaker
            : null;
    }

    /// <summary>Does nothing: the engine or client is not owned.</summary>
    public void Dispose() { }

    private async Task<TextToSpeechResponse> WholeAsync(
        string text,
        TextToSpeechOptions? options,
        CancellationToken cancellationToken
    )
    {
        var format = options.ToFormat(SoundFormat.Wav);
        SoundEncoder.Require(format);
        var spoken = await OfflineSynthesizer
            .CollectAsync(
                _speak(options.ToRequest(this), new[] { text }.ToAsyncEnumerable(), cancellationToken)
            )
            .ConfigureAwait(false);
        var (sound, rate) = (new MemoryStream(), spoken.Start.Format.SampleRate);
        if (format == SoundFormat.Wav)
            spoken.WriteWav(sound); // the length is known: the header has it
        else
            await foreach (
                var piece in SoundEncoder
                    .EncodeAsync(
                        new[] { (ReadOnlyMemory<byte>)spoken.Pcm }.ToAsyncEnumerable(),
                        rate,
                        format,
                        null,
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            )
                sound.Write(piece.Span);
        return new([new DataContent(sound.ToArray(), format.MediaType(rate))])
        {
            ResponseId = spoken.Start.Utterance,
            ModelId = options?.ModelId ?? _metadata.DefaultModelId,
            RawRepresentation = spoken,
            AdditionalProperties = PropertiesOf(spoken.Start),
        };
    }

    private async IAsyncEnumerable<TextToSpeechResponseUpdate> SpeakAsync(
        IAsyncEnumerable<string> text,
        SpeechRequest request,
        SoundFormat format,
        string? model,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        SoundEncoder.Require(format);
        await using var events = _speak(request, text, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync().ConfigureAwait(false);
        var start = (SpeechStarted)events.Current;
        yield return Update(TextToSpeechResponseUpdateKind.SessionOpen);
        await foreach (
            var piece in SoundEncoder
                .EncodeAsync(SoundOf(events), start.Format.SampleRate, format, null, cancellationToken)
                .ConfigureAwait(false)
        )
            yield return Update(
                TextToSpeechResponseUpdateKind.AudioUpdating,
                new DataContent(piece, format.MediaType(start.Format.SampleRate))
            );
        yield return Update(TextToSpeechResponseUpdateKind.SessionClose);

        TextToSpeechResponseUpdate Update(TextToSpeechResponseUpdateKind kind, params AIContent[] contents) =>
            new([.. contents])
            {
                Kind = kind,
                ResponseId = start.Utterance,
                ModelId = model ?? _metadata.DefaultModelId,
                AdditionalProperties = PropertiesOf(start),
            };
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> SoundOf(IAsyncEnumerator<SpeechEvent> events)
    {
        while (await events.MoveNextAsync().ConfigureAwait(false))
            if (events.Current is SoundMade sound)
                yield return sound.Frame.Pcm;
    }

    private static AdditionalPropertiesDictionary PropertiesOf(SpeechStarted start) =>
        new()
        {
            ["voice"] = start.Voice,
            ["voiceVersion"] = start.VoiceVersion,
            ["sampleRate"] = start.Format.SampleRate,
            [SpeechOptions.Seed] = start.Seed,
        };
}
