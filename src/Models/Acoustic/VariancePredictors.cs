using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>A separable convolution under its key in checkpoints.</summary>
public sealed class ConvTransposed : Module
{
    private readonly BsConv1d conv;

    /// <summary>An instance with fresh weights.</summary>
    public ConvTransposed(int inputs, int outputs, int kernel)
        : base(nameof(ConvTransposed))
    {
        conv = new(inputs, outputs, kernel);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">[batch, time, 1]</param>
    public Tensor Forward(Tensor x, Tensor? padding) => conv.Forward(x, padding);
}

/// <summary>Two layers of separable convolution, leaky ReLU, layer norm and dropout over phonemes.</summary>
public sealed class PredictorLayers : Module
{
    // The keys are the indices in the reference's list of layers.
    [ComponentName(Name = "0")]
    private readonly ConvTransposed first;

    [ComponentName(Name = "2")]
    private readonly LayerNorm firstNorm;

    [ComponentName(Name = "4")]
    private readonly ConvTransposed second;

    [ComponentName(Name = "6")]
    private readonly LayerNorm secondNorm;
    private readonly Dropout dropout;

    /// <summary>An instance with fresh weights.</summary>
    public PredictorLayers(int inputs, int channels, int kernel, double dropoutShare)
        : base(nameof(PredictorLayers))
    {
        first = new(inputs, channels, kernel);
        second = new(channels, channels, kernel);
        firstNorm = LayerNorm(channels);
        secondNorm = LayerNorm(channels);
        dropout = Dropout(dropoutShare);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">True at padded rows, [batch, time, 1].</param>
    public Tensor Forward(Tensor x, Tensor? padding)
    {
        foreach (var (conv, norm) in new[] { (first, firstNorm), (second, secondNorm) })
            x = dropout.Apply(norm.call(conv.Forward(x, padding).LeakyRelu(ConformerBlock.Slope)));
        return x;
    }
}

/// <summary>Predictor of one value per phoneme.</summary>
public sealed class VariancePredictor : Module
{
    private readonly AcousticForm _form;
    private readonly PredictorLayers layers;
    private readonly Linear linear_layer;

    /// <summary>An instance with fresh weights.</summary>
    public VariancePredictor(int inputs, VarianceConfig config, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(VariancePredictor))
    {
        _form = form;
        layers = new(inputs, config.Channels, config.Kernel, config.Dropout);
        linear_layer = Linear(config.Channels, 1);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">[batch, time, 1]; the output there is zero.</param>
    /// <returns>[batch, time]</returns>
    public Tensor Forward(Tensor x, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var y = linear_layer.call(layers.Forward(x, _form == AcousticForm.Streaming ? padding : null)).squeeze(2);
        return (padding is null ? y : y.masked_fill(padding.squeeze(2), 0)).MoveToOuterDisposeScope();
    }
}

/// <summary>Predictor and embedding of the pitch of phonemes.</summary>
public sealed class PitchAdaptorConv : Module
{
    private readonly VariancePredictor pitch_predictor;
    private readonly Conv1d pitch_emb;

    /// <summary>An instance with fresh weights.</summary>
    public PitchAdaptorConv(int channels, VarianceConfig config, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(PitchAdaptorConv))
    {
        pitch_predictor = new(channels, config, form);
        pitch_emb = Conv1d(1, channels, config.EmbeddingKernel, padding: config.EmbeddingKernel / 2);
        RegisterComponents();
    }

    /// <summary>See <see cref="VariancePredictor.Forward"/>.</summary>
    public Tensor Predict(Tensor x, Tensor? padding) => pitch_predictor.Forward(x, padding);

    /// <param name="values">[batch, time]; zero where padded.</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Embed(Tensor values) => pitch_emb.call(values.unsqueeze(1)).transpose(1, 2);
}

/// <summary>Predictor and embedding of the energy of phonemes.</summary>
public sealed class EnergyAdaptor : Module
{
    private readonly VariancePredictor energy_predictor;
    private readonly Conv1d energy_emb;

    /// <summary>An instance with fresh weights.</summary>
    public EnergyAdaptor(int channels, VarianceConfig config, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(EnergyAdaptor))
    {
        energy_predictor = new(channels, config, form);
        energy_emb = Conv1d(1, channels, config.EmbeddingKernel, padding: config.EmbeddingKernel / 2);
        RegisterComponents();
    }

    /// <summary>See <see cref="VariancePredictor.Forward"/>.</summary>
    public Tensor Predict(Tensor x, Tensor? padding) => energy_predictor.Forward(x, padding);

    /// <param name="values">[batch, time]; zero where padded.</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Embed(Tensor values) => energy_emb.call(values.unsqueeze(1)).transpose(1, 2);
}

/// <summary>Predictor of durations of phonemes.</summary>
public sealed class LengthAdaptor : Module
{
    private readonly VariancePredictor duration_predictor;

    /// <summary>An instance with fresh weights.</summary>
    public LengthAdaptor(int channels, VarianceConfig config, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(LengthAdaptor))
    {
        duration_predictor = new(channels, config, form);
        RegisterComponents();
    }

    /// <summary>ln(frames + 1) per phoneme, [batch, time].</summary>
    public Tensor Predict(Tensor x, Tensor? padding) => duration_predictor.Forward(x, padding);

    /// <summary>
    /// Rounds durations to frames; rounding errors carry over to the next phoneme. At least one frame each.
    /// </summary>
    /// <param name="predicted">Frames per phoneme.</param>
    /// <param name="rate">Factor on speed.</param>
    public static int[] FrameCounts(IReadOnlyList<float> predicted, double rate)
    {
        var counts = new int[predicted.Count];
        double owed = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            owed += predicted[i] / rate;
            counts[i] = Math.Max(1, (int)Math.Round(owed, MidpointRounding.ToEven));
            owed = Math.Clamp(owed - counts[i], -1, 1);
        }
        return counts;
    }

    /// <summary>
    /// Rounding of the reference: each phoneme by itself, before the factor on durations, whose result is truncated.
    /// </summary>
    /// <param name="predicted">Frames per phoneme.</param>
    /// <param name="control">Factor on durations.</param>
    public static int[] CompatFrameCounts(IReadOnlyList<float> predicted, double control) =>
        [
            .. predicted.Select(frames =>
                (int)Math.Max(0, (float)Math.Round(frames, MidpointRounding.ToEven) * (float)control)
            ),
        ];
}
