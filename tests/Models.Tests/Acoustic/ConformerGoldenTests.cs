using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

/// <summary>The conformer's parts in the reference form.</summary>
public sealed class ConformerGoldenTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void BsConv1d_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("bsconv1d");
        using var module = Loaded(golden, new BsConv1d(24, 32, 5));
        golden.AssertClose("out/y", module.Forward(golden["in/x"].transpose(1, 2), null).transpose(1, 2));
    }

    [Fact]
    public void ConvTransposed_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("conv_transposed");
        using var module = Loaded(golden, new ConvTransposed(24, 32, 5));
        golden.AssertClose("out/y", module.Forward(golden["in/x"], null));
    }

    [Fact]
    public void GatedLinearUnit_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("glu_activation");
        golden.AssertClose("out/y", ConformerConvModule.GateHalves(golden["in/x"], 1));
    }

    [Fact]
    public void Conv1dGlu_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("conv1d_glu");
        using var module = Loaded(golden, new Conv1dGlu(SmallAcousticModel.Encoder, SmallAcousticModel.Embedding));
        golden.AssertClose("out/y", module.Forward(golden["in/x"], golden["in/embeddings"], null));
    }

    [Fact]
    public void FeedForward_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("feed_forward");
        using var module = Loaded(golden, new FeedForward(SmallAcousticModel.Encoder));
        golden.AssertClose("out/y", module.Forward(golden["in/x"], null));
    }

    [Fact]
    public void ConvModule_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("conformer_conv_module");
        using var module = Loaded(golden, new ConformerConvModule(SmallAcousticModel.Encoder, AcousticForm.Reference));
        golden.AssertClose("out/y", module.Forward(golden["in/x"], null));
    }

    [Theory]
    [InlineData("rel_mha_self")]
    [InlineData("rel_mha_cross")]
    public void RelativeAttention_GoldenInput_GivesGoldenOutput(string name)
    {
        var golden = Golden.Open(name);
        using var module = Loaded(golden, new RelativeAttention(64, 4));
        var (output, weights) = module.Forward(
            golden["in/q"],
            golden["in/k"],
            golden["in/v"],
            golden["in/pos"],
            golden["in/mask"]
        );
        golden.AssertClose("out/out", output);
        golden.AssertClose("out/attn", weights);
    }

    [Fact]
    public void Shift_GoldenScores_GivesGoldenScores()
    {
        var golden = Golden.Open("relative_shift");
        golden.AssertClose("out/square", RelativeAttention.Shift(golden["in/sq"]), 0, 0);
        golden.AssertClose("out/rect", RelativeAttention.Shift(golden["in/rect"]), 0, 0);
        golden.AssertClose("out/rect2", RelativeAttention.Shift(golden["in/rect2"]), 0, 0);
    }

    [Fact]
    public void SelfAttention_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("conformer_mhsa");
        using var module = Loaded(
            golden,
            new ConformerSelfAttention(SmallAcousticModel.Encoder, AcousticForm.Reference)
        );
        var (output, weights) = module.Forward(
            golden["in/x"],
            golden["in/x"],
            golden["in/encoding"],
            golden["in/mask"]
        );
        golden.AssertClose("out/out", output);
        golden.AssertClose("out/attn", weights);
    }

    [Theory]
    [InlineData("conformer_block", 7, true)]
    [InlineData("conformer_block_noff", 11, false)]
    public void Block_GoldenInput_GivesGoldenOutput(string name, int kernel, bool feedForward)
    {
        var golden = Golden.Open(name);
        var config = SmallAcousticModel.Conformer(kernel) with { FeedForward = feedForward };
        using var module = Loaded(
            golden,
            new ConformerBlock(config, SmallAcousticModel.Embedding, AcousticForm.Reference)
        );
        var mask = golden["in/mask"];
        var context = new ConformerContext(mask.unsqueeze(2), mask.unsqueeze(1).unsqueeze(1), golden["in/encoding"]);
        golden.AssertClose("out/y", module.Forward(golden["in/x"], golden["in/embeddings"], context));
    }

    [Fact]
    public void Conformer_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("conformer");
        using var module = Loaded(
            golden,
            new Conformer(SmallAcousticModel.Encoder, SmallAcousticModel.Embedding, AcousticForm.Reference)
        );
        golden.AssertClose("in/encoding", PositionTable.Sinusoids(40, 64), floor: 1e-5);
        golden.AssertClose("out/y", module.Forward(golden["in/x"], golden["in/embeddings"], golden["in/mask"]));
    }

    [Fact]
    public void MasksAndPositions_GoldenLengths_AreGolden()
    {
        var golden = Golden.Open("helpers");
        golden.AssertClose("out/pe_64_50", PositionTable.Sinusoids(50, 64), floor: 1e-5);
        golden.AssertClose("out/pe_512_300", PositionTable.Sinusoids(300, 512), floor: 5e-5);
        var lengths = golden["in/lens"];
        golden.AssertClose("out/mask", ReferenceEncoder.Padding(lengths, 10), 0, 0);
        golden.AssertClose("out/strided1", ReferenceEncoder.Strided(lengths, 2), 0, 0);
        golden.AssertClose("out/strided2", ReferenceEncoder.Strided(ReferenceEncoder.Strided(lengths, 2), 2), 0, 0);
    }

    public void Dispose() => _scope.Dispose();

    private static T Loaded<T>(Golden golden, T module)
        where T : nn.Module
    {
        golden.LoadWeights(module);
        module.eval();
        return module;
    }
}
