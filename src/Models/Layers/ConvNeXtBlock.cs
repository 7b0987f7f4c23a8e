using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
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
public sealed class ConvNeXtBlock : Module<Tensor, Tensor>, IInferenceForm
{
    private const double InitialScale = 0.16; // of LayerScale: six blocks then start as one block of weight about 1

    private readonly int _context;
    private readonly FrameConvolution _frames;
    private bool _scaleFolded;
    private readonly Conv1d depthwise;
    private readonly LayerNorm norm;
    private readonly Linear expand,
        project;
    private readonly Parameter scale;

    /// <summary>A block with fresh weights.</summary>
    public ConvNeXtBlock(ConvNeXtConfig config)
        : base(nameof(ConvNeXtBlock))
    {
        var (channels, hidden, kernel) = config;
        _context = kernel / 2;
        depthwise = Conv1d(channels, channels, kernel, padding: kernel / 2, groups: channels);
        norm = LayerNorm(channels);
        expand = Linear(channels, hidden);
        project = Linear(hidden, channels);
        scale = Parameter(ones(channels) * InitialScale);
        RegisterComponents();
        _frames = new(depthwise);
    }

    /// <param name="x">Features, [batch, time, channel].</param>
    /// <returns>[batch, time, channel]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = DepthwiseFrames.IsFor(x)
            ? DepthwiseFrames.Convolve(x, depthwise.weight, depthwise.bias!, _context, null)
            : depthwise.call(x.transpose(1, 2)).transpose(1, 2);
        return (x + Pointwise(y)).MoveToOuterDisposeScope();
    }

    /// <summary>State of a stream through this block.</summary>
    public StreamingWindow NewWindow() => new(_context, _context);

    /// <summary>
    /// The block over the next frames of a stream: late by half a kernel, else equal to <see cref="forward"/>.
    /// </summary>
    /// <param name="x">New frames, [batch, time, channel], or null.</param>
    /// <param name="window">The stream's window of this block.</param>
    /// <param name="last">True if the stream ends here.</param>
    /// <returns>[1, time, channel] of the frames that are now ready, or null.</returns>
    public Tensor? Step(Tensor? x, IFrameWindow window, bool last)
    {
        using var frames = window.Push(x, last);
        return frames is null
            ? null
            : Pointwise(_frames.Convolve(frames)).PlusSpent(frames.narrow(1, _context, frames.size(1) - 2 * _context));
    }

    /// <summary>Multiplies the scale into the last layer.</summary>
    void IInferenceForm.Prepare()
    {
        _frames.Prepare();
        project.weight!.mul_(scale.unsqueeze(1));
        project.bias!.mul_(scale);
        scale.fill_(1);
        _scaleFolded = true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _frames.Dispose();
        base.Dispose(disposing);
    }

    /// <param name="y">[batch, time, channel]; disposed.</param>
    /// <returns>[batch, time, channel]</returns>
    private Tensor Pointwise(Tensor y)
    {
        using var spent = y;
        using var normed = norm.call(y);
        using var wide = expand.call(normed).Gelu();
        var result = project.call(wide);
        return _scaleFolded ? result : result.Times(scale);
    }
}
