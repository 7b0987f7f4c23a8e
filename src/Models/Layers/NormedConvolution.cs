using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Base class of convolutions with weight norm, spectral norm or neither.</summary>
/// <remarks>
/// Sources: weight norm, Salimans and Kingma (2016), with one length per slice along dimension 0; spectral norm, Miyato
/// et al. (2018). Parameters are accessed by name: names depend on the layout, and a field would register them a second
/// time.
/// </remarks>
public abstract class NormedConvolution : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-12; // keeps spectral norm's vectors finite for a weight of zeros

    private protected NormedConvolution(string name, WeightLayout layout, long[] weightShape, long outputs)
        : base(name)
    {
        using var scope = NewDisposeScope();
        var fanIn = weightShape.Skip(1).Aggregate(1L, (product, size) => product * size);
        var bound = 1 / Math.Sqrt(fanIn);
        var weight = empty(weightShape).uniform_(-bound, bound); // PyTorch's own start for convolutions
        var bias = Parameter(empty(outputs).uniform_(-bound, bound).DetachFromDisposeScope());
        if (layout == WeightLayout.Plain)
            register_parameter("weight", Parameter(weight.DetachFromDisposeScope()));
        register_parameter("bias", bias);
        Layout = layout;
        switch (layout)
        {
            case WeightLayout.Parametrized or WeightLayout.GainAndDirection:
                register_parameter(LengthKey, Parameter(WeightNorm.Length(weight).DetachFromDisposeScope()));
                register_parameter(DirectionKey, Parameter(weight.DetachFromDisposeScope()));
                break;
            case WeightLayout.Spectral:
                register_parameter("weight_orig", Parameter(weight.DetachFromDisposeScope()));
                register_buffer("weight_u", Unit(randn(weightShape[0])).DetachFromDisposeScope());
                register_buffer("weight_v", Unit(randn(fanIn)).DetachFromDisposeScope());
                break;
        }
    }

    /// <summary>Current layout of the weight.</summary>
    public WeightLayout Layout { get; private set; }

    /// <summary>Bias, [channel].</summary>
    public Tensor Bias => get_parameter("bias")!;

    private string LengthKey => Layout == WeightLayout.Parametrized ? WeightNorm.LengthKey : WeightNorm.LegacyLengthKey;

    private string DirectionKey =>
        Layout == WeightLayout.Parametrized ? WeightNorm.DirectionKey : WeightNorm.LegacyDirectionKey;

    /// <summary>The effective weight; in the caller's dispose scope, except in the plain layout.</summary>
    public Tensor Weight() =>
        Layout switch
        {
            WeightLayout.Plain => get_parameter("weight")!,
            WeightLayout.Spectral => SpectralWeight(),
            _ => WeightNorm.Fuse(get_parameter(LengthKey)!, get_parameter(DirectionKey)!),
        };

    /// <summary>
    /// Replaces the parametrised weight by the plain one, for inference. Irreversible; the key becomes <c>weight</c>.
    /// </summary>
    public void Fold()
    {
        if (Layout == WeightLayout.Plain)
            return;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var weight = Parameter(Weight().DetachFromDisposeScope());
        string[] keys = Layout == WeightLayout.Spectral ? ["weight_orig"] : [LengthKey, DirectionKey];
        string[] buffers = Layout == WeightLayout.Spectral ? ["weight_u", "weight_v"] : [];
        foreach (var key in keys)
            Retire(get_parameter(key)!, () => ConditionallyRegisterParameter(key, (Tensor)null!));
        foreach (var key in buffers)
            Retire(get_buffer(key)!, () => ConditionallyRegisterBuffer(key, null!));
        Layout = WeightLayout.Plain;
        register_parameter("weight", weight);
    }

    /// <summary>Folds all convolutions of a network, see <see cref="Fold"/>.</summary>
    public static void FoldAll(Module network)
    {
        foreach (var convolution in network.modules().OfType<NormedConvolution>())
            convolution.Fold();
    }

    private static void Retire(Tensor tensor, Action forget)
    {
        forget();
        tensor.Dispose();
    }

    private Tensor SpectralWeight()
    {
        using var scope = NewDisposeScope();
        var (weight, u, v) = (get_parameter("weight_orig")!, get_buffer("weight_u")!, get_buffer("weight_v")!);
        var matrix = weight.flatten(1); // [output, input × kernel]
        if (training)
            PowerIteration(matrix, u, v);
        var sigma = u.clone().dot(matrix.mv(v.clone()));
        return (weight / sigma).MoveToOuterDisposeScope();
    }

    /// <summary>One power iteration of the singular vectors, in place.</summary>
    private static void PowerIteration(Tensor matrix, Tensor u, Tensor v)
    {
        using var quiet = no_grad();
        v.copy_(Unit(matrix.t().mv(u)));
        u.copy_(Unit(matrix.mv(v)));
    }

    private static Tensor Unit(Tensor vector) => vector / vector.norm().clamp_min(Epsilon);
}
