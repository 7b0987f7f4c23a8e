using System.Numerics.Tensors;
using TorchSharp;
using VoiceSmith.Models.Vocoder;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace VoiceSmith.Models.Acoustic;

/// <summary>
/// The decoder's noise: channels from white to slow, so that draws can vary from frame to frame and from phoneme to
/// phoneme.
/// </summary>
/// <remarks>
/// Channel c of n is white noise convolved with a Hann window that reaches c / (n − 1) of the reach to each side, of
/// unit energy, so that every channel has variance 1.
/// </remarks>
internal static class DecoderNoise
{
    private const ulong Key = 0x6D656C; // keeps it apart from the vocoder's noise of the same seed

    /// <summary>Noise of the channels' time scales.</summary>
    /// <param name="white">Gaussian white noise, [batch, frame + 2 × reach, channel].</param>
    /// <param name="reach">See <see cref="AcousticConfig.NoiseReach"/>.</param>
    /// <returns>[batch, frame, channel], in the caller's dispose scope.</returns>
    public static Tensor Smooth(Tensor white, int reach)
    {
        if (reach == 0)
            return white;
        using var scope = NewDisposeScope();
        var (channels, width) = ((int)white.size(2), 2 * reach + 1);
        var windows = tensor(Windows(channels, reach), device: white.device).view(channels, 1, width);
        return nn
            .functional.conv1d(white.transpose(1, 2), windows, groups: channels)
            .transpose(1, 2)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The noise of a whole sentence in synthesis: <see cref="Smooth"/> on the host, by the factor.</summary>
    /// <param name="config">Channels, reach and factor.</param>
    /// <param name="seed">Decides it: a frame's noise depends on nothing else.</param>
    /// <param name="frames">Mel frames of the sentence.</param>
    /// <returns>[frame, channel]</returns>
    public static float[] Of(AcousticConfig config, ulong seed, int frames)
    {
        var (channels, reach) = (config.NoiseChannels, config.NoiseReach);
        var white = new float[(frames + 2 * reach) * channels];
        CounterNoise.Fill(seed ^ Key, 0, white);
        var (noise, windows) = (new float[frames * channels], Transposed(Windows(channels, reach), channels));
        for (var frame = 0; frame < frames; frame++)
        {
            var sum = noise.AsSpan(frame * channels, channels);
            for (var tap = 0; tap < windows.Length; tap += channels)
                TensorPrimitives.MultiplyAdd(
                    white.AsSpan(frame * channels + tap, channels),
                    windows.AsSpan(tap, channels),
                    sum,
                    sum
                );
        }
        TensorPrimitives.Multiply(noise, (float)config.SynthesisNoise, noise);
        return noise;
    }

    /// <returns>[channel, 2 × reach + 1]</returns>
    private static float[] Windows(int channels, int reach)
    {
        var width = 2 * reach + 1;
        var windows = new float[channels * width];
        for (var channel = 0; channel < channels; channel++)
        {
            var half = reach * (double)channel / Math.Max(1, channels - 1) + 1; // zero from here on
            var window = windows.AsSpan(channel * width, width);
            for (var i = 0; i < width; i++)
                window[i] = Math.Abs(i - reach) < half ? (float)(1 + Math.Cos(Math.PI * (i - reach) / half)) : 0;
            TensorPrimitives.Divide(window, TensorPrimitives.Norm(window), window);
        }
        return windows;
    }

    private static float[] Transposed(float[] values, int rows)
    {
        var columns = values.Length / rows;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])];
    }
}
