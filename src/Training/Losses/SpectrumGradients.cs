using System.Buffers;
using System.Runtime.InteropServices;
using TorchSharp;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace VoiceSmith.Training.Losses;

/// <summary>
/// A loss over the spectra of two sounds whose gradient is computed along with it, resolution by resolution. Where
/// autograd would keep every intermediate, the spectra are overwritten by their gradients, and those transformed to
/// gradients of samples.
/// </summary>
/// <param name="shape">Shape of both sounds, [batch, sample].</param>
/// <param name="needsGradient">True to compute gradients.</param>
internal sealed class SpectrumGradients(long[] shape, bool needsGradient) : IDisposable
{
    /// <summary>Frames that contain a sample.</summary>
    public const int Overlap = 4;

    private readonly Tensor? _first = needsGradient ? zeros(shape).DetachFromDisposeScope() : null;
    private readonly Tensor? _second = needsGradient ? zeros(shape).DetachFromDisposeScope() : null;
    private double _value;

    /// <summary>Samples of reflection padding at both ends.</summary>
    public static int Margin(int size) => (size - size / Overlap) / 2;

    /// <summary>The sum of all terms, as a loss of the two sounds.</summary>
    /// <returns>A scalar in the current dispose scope.</returns>
    public Tensor Loss(Tensor draw1, Tensor draw2)
    {
        var value = tensor((float)_value);
        return needsGradient ? value + WithGradient(draw1, _first!) + WithGradient(draw2, _second!) : value;

        // Zero, with the given gradient by the sound.
        static Tensor WithGradient(Tensor sound, Tensor gradient) => ((sound - sound.detach()) * gradient).sum();
    }

    /// <summary>Adds a term that autograd differentiates by magnitudes.</summary>
    /// <param name="a">The first sound's spectra, complex, [batch, frame, bin].</param>
    /// <param name="b">Those of the second.</param>
    /// <param name="target">Those of the recording.</param>
    /// <param name="window">Window of the frames.</param>
    /// <param name="term">The term as a scalar function of the three magnitudes.</param>
    public void AddMagnitudeTerm(
        Tensor a,
        Tensor b,
        Tensor target,
        Tensor window,
        Func<Tensor, Tensor, Tensor, Tensor> term
    )
    {
        var (first, second, recording) = (Magnitudes(a), Magnitudes(b), Magnitudes(target));
        if (!needsGradient)
        {
            _value += term(first, second, recording).ToDouble();
            return;
        }
        using var differentiated = enable_grad();
        var loss = term(first.requires_grad_(), second.requires_grad_(), recording);
        var gradients = autograd.grad([loss], [first, second]);
        using var _ = no_grad();
        _value += loss.ToDouble();
        Add(a, first, gradients[0], _first!);
        Add(b, second, gradients[1], _second!);

        void Add(Tensor spectrum, Tensor magnitudes, Tensor gradient, Tensor sum)
        {
            var copy = spectrum.clone();
            SpectrumKernels.Turn(Values(copy), Values(magnitudes.detach()), Values(gradient.contiguous()));
            AddTo(sum, copy, window);
        }
    }

    /// <summary>Adds the energy distance of magnitudes over their mean, and of their logarithms.</summary>
    /// <param name="a">The first sound's spectra, complex, [batch, frame, bin]; overwritten.</param>
    /// <param name="b">Those of the second; overwritten.</param>
    /// <param name="target">Those of the recording.</param>
    /// <param name="window">Window of the frames.</param>
    /// <param name="weight">Weight of the term.</param>
    public void AddDistances(Tensor a, Tensor b, Tensor target, Tensor window, double weight)
    {
        var bins = target.numel();
        var mean = Magnitudes(target).mean().ToDouble();
        var (byMagnitude, byLog) = (weight / bins / mean, weight / bins);
        var parts = new double[target.size(0)]; // summed in order, whatever the number of threads
        RowKernels.Each(
            target.size(0),
            item =>
            {
                var length = (int)(2 * bins / parts.Length);
                Span<float> Item(Tensor spectrum) => Values(spectrum).Slice(item * length, length);
                (float, float)? weights = needsGradient ? ((float)byMagnitude, (float)byLog) : null;
                var (magnitude, log) = SpectrumKernels.Compare(
                    Item(a),
                    Item(b),
                    Item(target),
                    weights,
                    (float)EnergyDistance.PowerFloor,
                    (float)EnergyDistance.MagnitudeFloor
                );
                parts[item] = magnitude * byMagnitude + log * byLog;
            }
        );
        _value += parts.Sum();
        if (!needsGradient)
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

    /// <summary>Backward pass from spectra to samples: inverse transform, window, overlap-add, reflection.</summary>
    /// <param name="sum">Gradients to add to, [batch, sample].</param>
    /// <param name="spectra">Gradients, complex, [batch, frame, bin]; overwritten.</param>
    /// <param name="window">Window of the frames.</param>
    private static void AddTo(Tensor sum, Tensor spectra, Tensor window)
    {
        var size = (int)window.size(0);
        foreach (var edge in new[] { 0, spectra.size(2) - 1 })
            spectra.select(2, edge).mul_(2); // the inverse transform counts all other bins twice; Unfold halves all
        var frames = fft.irfft(spectra, size, norm: FFTNormType.Forward); // [batch, frame, sample]
        RowKernels.Each(
            sum.size(0),
            item =>
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
            }
        );
    }

    /// <summary>Adds half of the padded samples to the samples they are copies or reflections of.</summary>
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
