using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>A convolution of one frame: a linear layer, kept as a convolution's weights.</summary>
public sealed class PointwiseConv1d : Module<Tensor, Tensor>, IInferenceForm
{
    private readonly Conv1d conv;
    private readonly FrameConvolution _frames;

    /// <summary>Fresh weights.</summary>
    public PointwiseConv1d(int inputs, int outputs)
        : base(nameof(PointwiseConv1d))
    {
        conv = Conv1d(inputs, outputs, 1);
        RegisterComponents();
        _frames = new(conv);
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <returns>[batch, time, channel]</returns>
    public override Tensor forward(Tensor x) => _frames.Convolve(x);

    void IInferenceForm.Prepare() => _frames.Prepare();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _frames.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A convolution of each channel for itself, centred or over the past only.</summary>
public sealed class DepthwiseConv1d : Module, IInferenceForm
{
    private readonly AcousticForm _form;
    private readonly int _before,
        _after;
    private readonly Conv1d conv;
    private readonly FrameConvolution _frames;

    /// <summary>Fresh weights.</summary>
    public DepthwiseConv1d(int channels, int kernel, bool causal, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(DepthwiseConv1d))
    {
        _form = form;
        (_before, _after) = causal ? (kernel - 1, 0) : (kernel / 2, kernel / 2);
        conv = Conv1d(channels, channels, kernel, groups: channels);
        RegisterComponents();
        _frames = new(conv);
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">True where a frame counts as zero, [batch, time, 1]; null where none does.</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Forward(Tensor x, Tensor? padding)
    {
        if (_form == AcousticForm.Streaming && DepthwiseFrames.IsFor(x))
            return DepthwiseFrames.Convolve(x, conv.weight, conv.bias!, _before, padding);
        x = padding is null ? x : x.masked_fill(padding, 0);
        return _form == AcousticForm.Streaming
            ? _frames.Convolve(functional.pad(x, [0, 0, _before, _after]))
            : ConvolveInPlace(x);
    }

    /// <summary>
    /// The same where channels lie side by side in memory, and stay so: four times faster over whole sentences.
    /// </summary>
    private Tensor ConvolveInPlace(Tensor x) =>
        functional
            .conv2d(
                x.contiguous().transpose(1, 2).unsqueeze(2),
                conv.weight.unsqueeze(2),
                conv.bias,
                padding: [0, _before],
                groups: conv.weight.size(0)
            )
            .squeeze(2)
            .transpose(1, 2);

    /// <summary>State of a stream through this layer.</summary>
    public StreamingWindow NewWindow() => new(_before, _after);

    /// <summary>The layer over the next frames of a stream.</summary>
    /// <param name="x">[1, time, channel]</param>
    /// <param name="window">The stream's memory.</param>
    /// <returns>[1, time, channel]; as many frames where the layer is causal.</returns>
    public Tensor Step(Tensor x, IFrameWindow window)
    {
        using var frames = window.Push(x, last: false)!;
        return _frames.Convolve(frames);
    }

    void IInferenceForm.Prepare() => _frames.Prepare();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _frames.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Blueprint-separable convolution: pointwise, then depthwise.</summary>
public sealed class BsConv1d : Module
{
    private readonly PointwiseConv1d pointwise;
    private readonly DepthwiseConv1d depthwise;

    /// <summary>Fresh weights.</summary>
    public BsConv1d(
        int inputs,
        int outputs,
        int kernel,
        bool causal = false,
        AcousticForm form = AcousticForm.Streaming
    )
        : base(nameof(BsConv1d))
    {
        pointwise = new(inputs, outputs);
        depthwise = new(outputs, kernel, causal, form);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">
    /// True where there is no frame, [batch, time, 1]; those are zeroed between the two layers.
    /// </param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Forward(Tensor x, Tensor? padding) => depthwise.Forward(pointwise.call(x), padding);

    /// <summary>State of a stream through this layer.</summary>
    public StreamingWindow NewWindow() => depthwise.NewWindow();

    /// <summary>The layer over the next frames of a stream; [1, time, channel] in and out.</summary>
    public Tensor Step(Tensor x, IFrameWindow window)
    {
        using var wide = pointwise.call(x);
        return depthwise.Step(wide, window);
    }
}
