using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Sizes of one block, as stored in a checkpoint: member names are file format.</summary>
/// <param name="Channels">Width of the trunk.</param>
/// <param name="HiddenChannels">Width between the two pointwise layers.</param>
/// <param name="KernelSize">Frames of the depthwise convolution, odd.</param>
public sealed record ConvNeXtConfig(int Channels, int HiddenChannels, int KernelSize = 7);

/// <summary>Depthwise convolution, norm and two pointwise layers, scaled per channel and added to the input.</summary>
/// <remarks>Source: ConvNeXt (Liu et al., 2022), in one dimension as in Vocos (Siuzdak, 2023).</remarks>
public sealed class ConvNeXtBlock : Module<Tensor, Tensor>
{
    private const double InitialScale = 0.16; // of LayerScale: six blocks then start as one block of weight about 1

    private readonly int _context;
    private readonly Conv1d depthwise;
    private readonly LayerNorm norm;
    private readonly Linear expand, project;
    private readonly Parameter scale;

    /// <summary>A block with fresh weights.</summary>
    public ConvNeXtBlock(ConvNeXtConfig config) : base(nameof(ConvNeXtBlock))
    {
        var (channels, hidden, kernel) = config;
        _context = kernel / 2;
        depthwise = Conv1d(channels, channels, kernel, padding: kernel / 2, groups: channels);
        norm = LayerNorm(channels);
        expand = Linear(channels, hidden);
        project = Linear(hidden, channels);
        scale = Parameter(ones(channels) * InitialScale);
        RegisterComponents();
    }

    /// <param name="x">Features, [batch, channel, time].</param>
    /// <returns>[batch, channel, time]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x + Pointwise(depthwise.call(x))).MoveToOuterDisposeScope();
    }

    /// <summary>What a stream of this block remembers.</summary>
    public StreamingWindow NewWindow() => new(_context, _context);

    /// <summary>The block over the next frames of a stream: late by half a kernel, else equal to <see cref="forward"/>.</summary>
    /// <param name="x">New frames, [1, channel, time], or null.</param>
    /// <param name="window">The stream's memory of this block.</param>
    /// <param name="last">Whether the stream ends here.</param>
    /// <returns>[1, channel, time] of the frames that are now ready, or null.</returns>
    public Tensor? Step(Tensor? x, StreamingWindow window, bool last)
    {
        using var scope = NewDisposeScope();
        if (window.Push(x, last) is not { } frames)
            return null;
        var centre = frames.narrow(2, _context, frames.shape[2] - 2 * _context);
        var mixed = functional.conv1d(frames, depthwise.weight, depthwise.bias, groups: depthwise.weight.shape[0]);
        return (centre + Pointwise(mixed)).MoveToOuterDisposeScope();
    }

    /// <param name="y">[batch, channel, time]</param>
    private Tensor Pointwise(Tensor y)
    {
        y = norm.call(y.transpose(1, 2));                                // [batch, time, channel]
        y = project.call(functional.gelu(expand.call(y))) * scale;       // [batch, time, channel]
        return y.transpose(1, 2);                                        // [batch, channel, time]
    }
}
