using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Doors.Mcp;

/// <summary>Target of a link to a sound: this server, or a file beside an assistant's own process.</summary>
internal interface ISoundPlace
{
    /// <summary>Makes a link.</summary>
    /// <param name="sound">The encoded sound.</param>
    /// <param name="format">Its format.</param>
    /// <param name="sampleRate">Samples per second.</param>
    Task<Uri> LinkAsync(byte[] sound, SoundFormat format, int sampleRate);

    /// <summary>The caller.</summary>
    string? Caller { get; }
}

/// <summary>Tools of assistants that speak the Model Context Protocol.</summary>
[McpServerToolType]
internal sealed class SpeechTools(ISpeechEngine engine, ISoundPlace place)
{
    /// <summary>Speaks a text.</summary>
    [McpServerTool(Name = "speak", Title = "Speak a text", ReadOnly = true, Idempotent = true, OpenWorld = false)]
    [Description(
        "Speaks a text and returns the sound, or a link to it that expires. The same text, voice, seed and controls give the same sound."
    )]
    public async Task<CallToolResult> SpeakAsync(
        [Description("The text, plain or SSML.")] string text,
        [Description("A name of list_voices; the default voice without it.")] string? voice = null,
        [Description("Factor on speed, 0.25 to 4.")] double rate = 1,
        [Description("Pitch shift in semitones, -12 to 12.")] double pitch = 0,
        [Description("Seed of the noise in the sound.")] ulong seed = 0,
        [Description("wav, opus, mp3, aac, flac or pcm.")] string format = "wav",
        [Description("audio for the sound itself, link for a link that expires.")] string output = "audio",
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var wanted =
                SoundFormats.Find(format)
                ?? throw new RequestFormatException(
                    "format",
                    $"It is '{format}'.",
                    $"Send one of {SoundFormats.Names}."
                );
            if (output is not ("audio" or "link"))
                throw new RequestFormatException("output", $"It is '{output}'.", "Send audio or link.");
            SoundEncoder.Require(wanted);
            var request = new SpeechRequest
            {
                Voice = voice,
                Seed = seed,
                Controls = new() { Rate = rate, PitchSemitones = pitch },
                Caller = place.Caller,
            };
            var spoken = await new OfflineSynthesizer(engine).SpeakAsync(request, text, cancellationToken);
            var sound = await EncodeAsync(spoken, wanted, cancellationToken);
            var (sampleRate, notices) = (
                spoken.Start.Format.SampleRate,
                spoken.Notices.Select(notice => (ContentBlock)new TextContentBlock { Text = notice.Message })
            );
            ContentBlock content =
                output == "audio"
                    ? AudioContentBlock.FromBytes(sound, wanted.MediaType(sampleRate))
                    : new ResourceLinkBlock
                    {
                        Uri = (await place.LinkAsync(sound, wanted, sampleRate)).ToString(),
                        Name = $"speech.{format}",
                        MimeType = wanted.MediaType(sampleRate),
                        Size = sound.Length,
                    };
            return new() { Content = [content, .. notices] };
        }
        catch (VoiceSmithException error)
        {
            return ResultOf(error);
        }
    }

    /// <summary>Lists the voices.</summary>
    [McpServerTool(
        Name = "list_voices",
        Title = "List the voices",
        ReadOnly = true,
        Idempotent = true,
        OpenWorld = false,
        UseStructuredContent = true
    )]
    [Description("Lists the voices that speak can use, the default first.")]
    public VoiceList ListVoices() =>
        new([
            .. engine.Voices.Select(voice => new ListedVoice(
                voice.Name,
                voice.Language,
                voice.Version,
                voice.SampleRate,
                voice.Licence
            )),
        ]);

    /// <summary>An error as the result of a call.</summary>
    internal static CallToolResult ResultOf(VoiceSmithException error) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = error.Message }] };

    private static async Task<byte[]> EncodeAsync(
        SpokenSound spoken,
        SoundFormat format,
        CancellationToken cancellationToken
    )
    {
        var encoded = new MemoryStream();
        if (format == SoundFormat.Wav)
            spoken.WriteWav(encoded); // the length is known: the header has it
        else
            await foreach (
                var piece in SoundEncoder.EncodeAsync(
                    new[] { (ReadOnlyMemory<byte>)spoken.Pcm }.ToAsyncEnumerable(),
                    spoken.Start.Format.SampleRate,
                    format,
                    null,
                    cancellationToken
                )
            )
                encoded.Write(piece.Span);
        return encoded.ToArray();
    }
}

/// <summary>Answer of list_voices.</summary>
internal sealed record VoiceList(IReadOnlyList<ListedVoice> Voices);

/// <summary>A voice of list_voices.</summary>
internal sealed record ListedVoice(string Name, string Language, string Version, int SampleRate, string Licence);
