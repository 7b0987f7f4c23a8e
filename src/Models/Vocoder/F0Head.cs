using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder;

/// <summary>Hears pitch and voicing in mel frames: three convolutions over time and a projection.</summary>
public sealed class F0Head : Module<Tensor, Tensor>, IInferenceForm
{
    /// <summary>Centre of ln F0 (164 Hz); the network works on (ln F0 − centre) / scale.</summary>
    public const double LogF0Centre = 5.1;

    /// <summary>Spread of ln F0.</summary>
    public const double LogF0Scale = 0.25;

    /// <summary>The range of ln F0 in streams: 67 to 446 Hz.</summary>
    internal const float MinLogF0 = 4.2f,
        MaxLogF0 = 6.1f;

    /// <summary>ln F0 as the head gives it.</summary>
    internal static double Scaled(double logF0) => (logF0 - LogF0Centre) / LogF0Scale;

    /// <summary>Frames that <see cref="Step"/> is late.</summary>
    internal const int Delay = 3 * (Kernel / 2);

    private const int Kernel = 5;
    private readonly Conv1d[] _stack;
    private readonly FrameConvolution[] _frames; // of the stack and the output
    private readonly Conv1d conv1,
        conv2,
        conv3,
        output;

    /// <param name="bands">Mel bands.</param>
    /// <param name="channels">Width.</param>
    public F0Head(int bands, int channels)
        : base(nameof(F0Head))
    {
        conv1 = Conv1d(bands, channels, Kernel, padding: Kernel / 2);
        conv2 = Conv1d(channels, channels, Kernel, padding: Kernel / 2);
        conv3 = Conv1d(channels, channels, Kernel, padding: Kernel / 2);
        output = Conv1d(channels, 2, 1);
        RegisterComponents();
        _stack = [conv1, conv2, conv3];
        _frames = [.. _stack.Append(output).Select(conv => new FrameConvolution(conv))];
    }

    /// <param name="x">Scaled log-mel, [batch, band, time].</param>
    /// <returns>[batch, 2, time]: scaled ln F0, and the logit of voicing.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        foreach (var conv in _stack)
            x = functional.gelu(conv.call(x));
        return output.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>One memory per convolution of a stream.</summary>
    public static StreamingWindow[] NewWindows() =>
        [.. Enumerable.Range(0, 3).Select(_ => new StreamingWindow(Kernel / 2, Kernel / 2))];

    /// <summary>The head over the next frames of a stream; late by six frames.</summary>
    /// <param name="x">Scaled log-mel, [batch, time, band], or null.</param>
    /// <param name="windows">From <see cref="NewWindows"/>.</param>
    /// <param name="last">True if the stream ends here.</param>
    /// <returns>[batch, time, 2] of the frames that are now ready, or null.</returns>
    public Tensor? Step(Tensor? x, IReadOnlyList<IFrameWindow> windows, bool last)
    {
        for (var i = 0; i < windows.Count; i++)
        {
            using var frames = windows[i].Push(x, last);
            x = frames is null ? null : _frames[i].Convolve(frames).Gelu();
        }
        return x is null ? null : _frames[^1].Convolve(x);
    }

    void IInferenceForm.Prepare()
    {
        foreach (var convolution in _frames)
            convolution.Prepare();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var convolution in disposing ? _frames : [])
            convolution.Dispose();
        base.Dispose(disposing);
    }
}
