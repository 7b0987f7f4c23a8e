namespace VoiceSmith.Audio.Tests;

/// <summary>Sounds made by formula.</summary>
internal static class Sounds
{
    public static float[] Sine(double hz, int sampleRate, int samples, double amplitude = 0.5) =>
        [.. Enumerable.Range(0, samples).Select(i => (float)(amplitude * Math.Sin(2 * Math.PI * hz * i / sampleRate)))];

    public static float[] Noise(int seed, int samples, double amplitude = 0.5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => (float)(amplitude * (2 * random.NextDouble() - 1)))];
    }

    public static double Rms(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }
}
