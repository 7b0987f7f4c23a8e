using System.Buffers;
using System.Runtime.InteropServices;
using TorchSharp;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace VoiceSmith.Training.Losses;

/// <summary>
/// A loss over the spectra of two sounds whose gradient is computed along with it, resolution by resolution: where torch would keep
/// every step for its way back, the spectra themselves are turned into gradients, and those into gradients of samples.
/// </summary>
/// <param name="shape">Of both sounds: [batch, sample].</param>
/// <param name="wanted">Whether gradients are.</param>
internal sealed class SpectrumGradients(long[] shape, bool wanted) : IDisposable
{
    /// <summary>Frames that a sample lies in.</summary>
    public const int Overlap = 4;

    private readonly Tensor? _first = wanted ? zeros(shape).DetachFromDisposeScope() : null;
    private readonly Tensor? _second = wanted ? zeros(shape).DetachFromDisposeScope() : null;
    private double _value;

    /// <summary>Samples that a sound is reflected by at both ends.</summary>
    public static int Margin(int size) => (size - size / Overlap) / 2;

    /// <summary>The sum of all terms, as a loss of the two sounds.</summary>
    /// <returns>A scalar in the current dispose scope.</returns>
    public Tensor Loss(Tensor draw1, Tensor draw2)
    {
        var value = tensor((float)_value);
        return wanted ? value + Slope(draw1, _first!) + Slope(draw2, _second!) : value;

        // Zero, with a gradient.
        static Tensor Slope(Tensor sound, Tensor gradient) => ((sound - sound.detach()) * gradient).sum();
    }

    /// <summary>Adds a term that torch differentiates by magnitudes.</summary>
    /// <param name="a">The first sound's spectra, complex, [batch, frame, bin].</param>
    /// <param name="b">The second's.</param>
    /// <param name="target">The recording's.</param>
    /// <param name="window">Of the frames.</param>
    /// <param name="term">A scalar from the magnitudes of the three.</param>
    public void AddMagnitudeTerm(Tensor a, Tensor b, Tensor target, Tensor window, Func<Tensor, Tensor, Tensor, Tensor> term)
    {
        var (first, second, recording) = (Magnitudes(a), Magnitudes(b), Magnitudes(target));
        if (!wanted)
        {
            _value += term(first, second, recording).ToDouble();
            return;
        }
        using var differentiated = enable_grad();
        var loss = term(first.requires_grad_(), second.requires_grad_(), recording);
        var slopes = autograd.grad([loss], [first, second]);
        using var _ = no_grad();
        _value += loss.ToDouble();
        foreach (var (spectrum, magnitudes, slope, sum) in new[] { (a, first, slopes[0], _first!), (b, second, slopes[1], _second!) })
        {
            var turned = spectrum.clone();
            SpectrumKernels.Turn(Values(turned), Values(magnitudes.detach()), Values(slope.contiguous()));
            AddTo(sum, turned, window);
        }
    }

    /// <summary>Adds the energy distance of magnitudes over their mean, and of their logarithms.</summary>
    /// <param name="a">The first sound's spectra, complex, [batch, frame, bin]; spent.</param>
    /// <param name="b">The second's; spent.</param>
    /// <param name="target">The recording's.</param>
    /// <param name="window">Of the frames.</param>
    /// <param name="weight">Of the term.</param>
    public void AddDistances(Tensor a, Tensor b, Tensor target, Tensor window, double weight)
    {
        var bins = target.numel();
        var mean = Magnitudes(target).mean().ToDouble();
        var (byMagnitude, byLog) = (weight / bins / mean, weight / bins);
        var parts = new double[target.size(0)];     // summed in order, however many threads there are
        RowKernels.Each(target.size(0), item =>
        {
            var length = (int)(2 * bins / parts.Length);
            Span<float> Item(Tensor spectrum) => Values(spectrum).Slice(item * length, length);
            var (magnitude, log) = SpectrumKernels.Compare(Item(a), Item(b), Item(target), wanted ? ((float)byMagnitude, (float)byLog) : null,
                (float)EnergyDistance.PowerFloor, (float)EnergyDistance.MagnitudeFloor);
            parts[item] = magnitude * byMagnitude + log * byLog;
        });
        _value += parts.Sum();
        if (!wanted)
            return;
        AddTo(_first!, a, window);
        AddTo(_second!, b, window);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first?.Dispose();
        _second?.Dispose();
    }

    /// <returns>[batch, frame, bin]</returns>
    private static Tensor Magnitudes(Tensor spectra)
    {
        var magnitudes = empty(spectra.shape);
        SpectrumKernels.Magnitudes(Values(spectra), (float)EnergyDistance.PowerFloor, Values(magnitudes));
        return magnitudes;
    }

    /// <summary>The way back from gradients of spectra to gradients of samples: inverse transform, window, overlap, reflection.</summary>
    /// <param name="sum">[batch, sample]</param>
    /// <param name="spectra">Complex, [batch, frame, bin]; spent.</param>
    /// <param name="window">Of the frames.</param>
    private static void AddTo(Tensor sum, Tensor spectra, Tensor window)
    {
        var size = (int)window.size(0);
        foreach (var edge in new[] { 0, spectra.size(2) - 1 })
            spectra.select(2, edge).mul_(2);        // the inverse transform counts all other bins twice; Unfold halves everything
        var frames = fft.irfft(spectra, size, norm: FFTNormType.Forward);                   // [batch, frame, sample]
        RowKernels.Each(sum.size(0), item =>
        {
            var (count, samples) = ((int)frames.size(1), (int)sum.size(1));
            var own = Values(frames).Slice(item * count * size, count * size);
            var rented = ArrayPool<float>.Shared.Rent(samples + 2 * Margin(size));
            var padded = rented.AsSpan(0, samples + 2 * Margin(size));
            padded.Clear();
            for (var frame = 0; frame < count; frame++)
            {
                var place = padded.Slice(frame * size / Overlap, size);
                TensorPrimitives.MultiplyAdd(own.Slice(frame * size, size), Values(window), place, place);
            }
            Unfold(padded, Margin(size), Values(sum).Slice(item * samples, samples));
            ArrayPool<float>.Shared.Return(rented);
        });
    }

    /// <summary>Adds half of padded samples to those that they are, and that they are the reflection of.</summary>
    private static void Unfold(Span<float> padded, int margin, Span<float> into)
    {
        for (var i = 1; i <= margin; i++)
        {
            into[i] += 0.5f * padded[margin - i];
            into[^(i + 1)] += 0.5f * padded[^(margin - i + 1)];
        }
        TensorPrimitives.MultiplyAdd(padded.Slice(margin, into.Length), 0.5f, into, into);
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
