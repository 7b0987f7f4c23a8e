using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// Pulse trains of several streams, made block by block on a device. <see cref="PulseTrain"/> is its slow twin.
/// </summary>
internal sealed class DevicePulses : IDisposable
{
    private readonly int _sampleRate,
        _hop,
        _margin,
        _delay,
        _firstEdge,
        _edges;
    private readonly Tensor _left,
        _weight; // of every sample: its left neighbour among the edges, and its distance from it

    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="hop">Samples per mel frame.</param>
    /// <param name="margin">Samples of an analysed frame before and after its hop.</param>
    /// <param name="delay">A block begins so many hops before its first mel frame, and a margin after that.</param>
    /// <param name="frames">Hops of a block.</param>
    /// <param name="device">The device.</param>
    public DevicePulses(int sampleRate, int hop, int margin, int delay, int frames, Device device)
    {
        (_sampleRate, _hop, _margin, _delay) = (sampleRate, hop, margin, delay);
        var places = Enumerable
            .Range(0, frames * hop)
            .Select(i => (margin + i - hop / 2 + 0.5) / hop - delay)
            .ToArray();
        _firstEdge = (int)Math.Floor(places[0]);
        _edges = (int)Math.Floor(places[^1]) + 2 - _firstEdge;
        _left = tensor(places.Select(place => (long)Math.Floor(place) - _firstEdge).ToArray(), device: device)
            .DetachFromDisposeScope();
        _weight = tensor(places.Select(place => place - Math.Floor(place)).ToArray(), device: device)
            .DetachFromDisposeScope();
    }

    /// <summary>The samples of the next block.</summary>
    /// <param name="batch">Holds the phases.</param>
    /// <param name="scaled">
    /// ln F0 of the frames that are needed and more, as <see cref="F0Head"/> gives it, float32, [batch, frame]. Errors
    /// of F0 add up in the phase: near zero, a float holds it thirty times as exactly as the logarithm itself.
    /// </param>
    /// <param name="start">The number of its first frame, less the block's first.</param>
    /// <param name="first">Number of the block's first mel frame, [batch, 1].</param>
    /// <param name="frames">
    /// Frames of the whole stream where it ends, or more, [batch, 1]. F0 is held after the last, and before the first.
    /// </param>
    /// <returns>[batch, frame × hop]</returns>
    public Tensor Next(SlotBatch batch, Tensor scaled, int start, Tensor first, Tensor frames)
    {
        var device = scaled.device;
        var numbers = arange(_firstEdge, _firstEdge + _edges, device: device).unsqueeze(0) + first; // [batch, edge]
        var places = numbers.minimum(frames - 1).clamp_min(0) - first - start;
        var logF0 =
            scaled.gather(1, places.clamp(0, scaled.size(1) - 1)).to(ScalarType.Float64) * F0Head.LogF0Scale
            + (float)F0Head.LogF0Centre; // as single streams round it
        var right = _left + 1;
        var hertz = (logF0.index_select(1, _left) * (1 - _weight) + logF0.index_select(1, right) * _weight)
            .exp()
            .clamp(PulseTrain.MinHz, PulseTrain.MaxHz); // [batch, sample]
        var sample = arange(_left.size(0), device: device).unsqueeze(0) + (first - _delay) * _hop + 2 * _margin;
        // no phase before the first frame's margin
        var steps = hertz / _sampleRate * sample.greater_equal(zeros_like(first));

        var held = batch.Take(scaled, 1, 2); // a double in two floats
        var phase = steps.cumsum(1) + held.to(ScalarType.Float64).sum(2);
        phase -= phase.floor();
        var end = phase.narrow(1, phase.size(1) - 1, 1); // [batch, 1]
        var coarse = end.to(ScalarType.Float32);
        held.copy_(stack([coarse, (end - coarse).to(ScalarType.Float32)], 2));

        var harmonics = (PulseTrain.BandLimitHz / hertz).floor();
        var angles = phase * Math.PI;
        var bottom = angles.sin();
        var ratio = ((harmonics * 2 + 1) * angles).sin() / (bottom * 2) - 0.5;
        return where(bottom.abs() < Scalars.Of(PulseTrain.Peak), harmonics, ratio).to(ScalarType.Float32);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Dispose();
        _weight.Dispose();
    }
}
