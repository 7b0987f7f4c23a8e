using VoiceSmith.Audio;

namespace VoiceSmith.Testing;

/// <summary>Sounds that pass for speech where nobody understands it: gliding tones with a little noise.</summary>
public static class Tones
{
    private static readonly string[] Sentences =
    [
        "Hello there.", "A small test.", "One more line.", "We go on.", "Good day to you.", "The last one.",
    ];

    /// <summary>A harmonic tone that glides up by a fifth, with a little noise.</summary>
    public static AudioClip Glide(double seconds, double hz)
    {
        var random = new Random((int)hz);
        var samples = new float[(int)(22050 * seconds)];
        double phase = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            phase += hz * (1 + 0.5 * i / samples.Length) / 22050;
            for (var harmonic = 1; harmonic <= 8; harmonic++)
                samples[i] += (float)(0.2 / harmonic * Math.Sin(2 * Math.PI * harmonic * phase));
            samples[i] += (float)(0.01 * (random.NextDouble() - 0.5));
        }
        return new(samples, 22050);
    }

    /// <summary>Recordings as WAV files, each with its text beside it.</summary>
    /// <param name="count">At most six have a text of their own.</param>
    public static IEnumerable<(string Name, byte[] Content)> Recordings(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var wav = new MemoryStream();
            WavFile.Write(wav, Glide(1.2 + 0.2 * i, 120 + 15 * i));
            yield return ($"clip{i}.wav", wav.ToArray());
            yield return ($"clip{i}.txt", System.Text.Encoding.UTF8.GetBytes(Sentences[i % Sentences.Length]));
        }
    }
}
