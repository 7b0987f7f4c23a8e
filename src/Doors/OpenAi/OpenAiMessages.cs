using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoiceSmith.Doors.OpenAi;

/// <summary>Body of POST /v1/audio/speech: OpenAI's members, and <c>seed</c> and <c>sample_rate</c> besides.</summary>
internal sealed record CreateSpeechRequest
{
    /// <summary>A name of <see cref="OpenAiNames.Models"/>.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>The text.</summary>
    [JsonPropertyName("input")]
    public string? Input { get; init; }

    /// <summary>A voice of the server or one of OpenAI's names; also <c>{"id": …}</c>.</summary>
    [JsonPropertyName("voice")]
    public JsonElement? Voice { get; init; }

    /// <summary>mp3 (default), opus, aac, flac, wav or pcm.</summary>
    [JsonPropertyName("response_format")]
    public string? ResponseFormat { get; init; }

    /// <summary>Factor on speed, 0.25 to 4.</summary>
    [JsonPropertyName("speed")]
    public double? Speed { get; init; }

    /// <summary>Accepted and not followed, which a notice says.</summary>
    [JsonPropertyName("instructions")]
    public string? Instructions { get; init; }

    /// <summary>audio (default) or sse.</summary>
    [JsonPropertyName("stream_format")]
    public string? StreamFormat { get; init; }

    /// <summary>Seed of the noise in the sound.</summary>
    [JsonPropertyName("seed")]
    public ulong? Seed { get; init; }

    /// <summary>
    /// Samples per second of pcm, wav, mp3, aac and flac; default: the voice's own, and
    /// <see cref="OpenAiNames.PcmRate"/> for pcm.
    /// </summary>
    [JsonPropertyName("sample_rate")]
    public int? SampleRate { get; init; }
}

/// <summary>Names that OpenAI's clients send.</summary>
internal static class OpenAiNames
{
    /// <summary>Samples per second of OpenAI's pcm, which has no header to say so: its players expect it.</summary>
    public const int PcmRate = 24_000;

    /// <summary>Models of the door: this engine, under its own and OpenAI's names.</summary>
    public static IReadOnlyList<string> Models { get; } = ["voicesmith", "tts-1", "tts-1-hd", "gpt-4o-mini-tts"];

    /// <summary>OpenAI's voices, for which the default voice speaks.</summary>
    public static IReadOnlySet<string> Voices { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer",
            "verse",
        };
}

/// <summary>A model of GET /v1/models.</summary>
internal sealed record OpenAiModel([property: JsonPropertyName("id")] string Id)
{
    /// <summary>Kind of object.</summary>
    [JsonPropertyName("object")]
    public string Object { get; } = "model";

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("created")]
    public long Created { get; } = 1_767_225_600;

    /// <summary>Owner.</summary>
    [JsonPropertyName("owned_by")]
    public string OwnedBy { get; } = "voicesmith";
}

/// <summary>A list of OpenAI's API.</summary>
internal sealed record OpenAiList<T>([property: JsonPropertyName("data")] IReadOnlyList<T> Data)
{
    /// <summary>Kind of object.</summary>
    [JsonPropertyName("object")]
    public string Object { get; } = "list";
}

/// <summary>A voice of GET /v1/audio/voices.</summary>
internal sealed record OpenAiVoice(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("language")] string Language,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("sample_rate")] int SampleRate
);

/// <summary>Answer of GET /v1/audio/voices.</summary>
internal sealed record OpenAiVoices([property: JsonPropertyName("voices")] IReadOnlyList<OpenAiVoice> Voices);

/// <summary>A piece of sound in a stream of events.</summary>
internal sealed record SpeechAudioDelta([property: JsonPropertyName("audio")] ReadOnlyMemory<byte> Audio)
{
    /// <summary>Kind of event.</summary>
    [JsonPropertyName("type")]
    public string Type { get; } = "speech.audio.delta";
}

/// <summary>The last event of a stream of sound.</summary>
internal sealed record SpeechAudioDone([property: JsonPropertyName("usage")] SpeechUsage Usage)
{
    /// <summary>Kind of event.</summary>
    [JsonPropertyName("type")]
    public string Type { get; } = "speech.audio.done";
}

/// <summary>
/// Size of a request: there are no tokens here, so that text counts characters and sound twentieths of a second.
/// </summary>
internal sealed record SpeechUsage(
    [property: JsonPropertyName("input_tokens")] long InputTokens,
    [property: JsonPropertyName("output_tokens")] long OutputTokens
)
{
    /// <summary>Both.</summary>
    [JsonPropertyName("total_tokens")]
    public long TotalTokens => InputTokens + OutputTokens;
}
