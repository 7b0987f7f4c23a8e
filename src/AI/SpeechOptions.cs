using System.Globalization;
using Microsoft.Extensions.AI;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.AI;

/// <summary>Options of Microsoft.Extensions.AI as this engine reads them.</summary>
public static class SpeechOptions
{
    /// <summary>Additional property with the seed of the noise.</summary>
    public const string Seed = "seed";

    /// <summary>The request of options.</summary>
    /// <remarks>
    /// Pitch is a factor, here semitones. Volume is a factor on the samples, which the voices do not have: only 1 is
    /// taken.
    /// </remarks>
    /// <exception cref="SpeechOptionException">VS4070.</exception>
    internal static SpeechRequest ToRequest(this TextToSpeechOptions? options, ITextToSpeechClient client)
    {
        if (options?.RawRepresentationFactory?.Invoke(client) is SpeechRequest raw)
            return raw;
        if (options?.Volume is { } volume and not 1)
            throw new SpeechOptionException(
                nameof(options.Volume),
                volume.ToString(CultureInfo.InvariantCulture),
                "1, or none: turn the volume in the player"
            );
        return new()
        {
            Voice = options?.VoiceId,
            Seed = SeedOf(options),
            Controls = new()
            {
                Rate = options?.Speed ?? 1,
                PitchSemitones =
                    options?.Pitch is not { } pitch ? 0
                    : pitch > 0 ? 12 * Math.Log2(pitch)
                    : throw new SpeechOptionException(
                        nameof(options.Pitch),
                        pitch.ToString(CultureInfo.InvariantCulture),
                        "a factor from 0.5 to 2"
                    ),
            },
        };
    }

    /// <summary>The format of options: a name such as "wav", or a media type such as "audio/wav".</summary>
    /// <exception cref="SpeechOptionException">VS4070.</exception>
    internal static SoundFormat ToFormat(this TextToSpeechOptions? options, SoundFormat otherwise) =>
        options?.AudioFormat is not { Length: > 0 } name
            ? otherwise
            : Enum.GetValues<SoundFormat>()
                .Where(format => Named(format, name))
                .Select(format => (SoundFormat?)format)
                .FirstOrDefault()
                ?? throw new SpeechOptionException(
                    nameof(options.AudioFormat),
                    name,
                    $"one of {SoundFormats.Names}, or their media types"
                );

    private static bool Named(SoundFormat format, string name) =>
        SoundFormats.Find(name.ToLowerInvariant()) == format
        || string.Equals(format.MediaType(0).Split(';')[0], name.Split(';')[0], StringComparison.OrdinalIgnoreCase);

    private static ulong SeedOf(TextToSpeechOptions? options)
    {
        if (options?.AdditionalProperties?.TryGetValue(Seed, out var value) != true || value is null)
            return 0;
        return ulong.TryParse(
            Convert.ToString(value, CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture,
            out var seed
        )
            ? seed
            : throw new SpeechOptionException(Seed, $"{value}", "a whole number from 0");
    }
}

/// <summary>An option of Microsoft.Extensions.AI has a value that cannot be followed.</summary>
/// <param name="option">The option.</param>
/// <param name="value">Its value.</param>
/// <param name="allowed">The values allowed.</param>
public sealed class SpeechOptionException(string option, string value, string allowed)
    : VoiceSmithException(
        "VS4070",
        what: $"The option {option} cannot be '{value}'.",
        why: $"It may be {allowed}.",
        fix: "Choose such a value, or leave it out."
    )
{
    /// <summary>The option.</summary>
    public string Option { get; } = option;
}
