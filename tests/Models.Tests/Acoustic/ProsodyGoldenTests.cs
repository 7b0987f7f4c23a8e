using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

/// <summary>Prosody encoders and predictors in the reference form.</summary>
public sealed class ProsodyGoldenTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void AddCoordinates_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("add_coords_rank1");
        golden.AssertClose("out/y", CoordConv1d.AddCoordinates(golden["in/x"]));
    }

    [Fact]
    public void CoordConv1d_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("coord_conv1d");
        using var module = Loaded(golden, new CoordConv1d(10, 16, 3));
        golden.AssertClose("out/y", module.call(golden["in/x"]));
    }

    [Fact]
    public void ReferenceEncoder_GoldenMels_GivesGoldenStates()
    {
        var golden = Golden.Open("reference_encoder");
        using var module = Loaded(
            golden,
            new ReferenceEncoder(SmallAcousticModel.Prosody, 100, AcousticForm.Reference)
        );
        var (_, states, lengths, state) = module.Forward(golden["in/mels"], golden["in/mel_lens"]);
        var padding = ReferenceEncoder.Padding(lengths, states.shape[1]);
        golden.AssertClose("out/out", states.masked_fill(padding.unsqueeze(2), 0));
        golden.AssertClose("out/memory", state.unsqueeze(0));
        golden.AssertClose("out/mask", padding, 0, 0);
    }

    [Theory]
    [InlineData("style_embed_attention", 32, 64, 1, "out/y3d")]
    [InlineData("multi_head_attention", 32, 48, 4, "out/y")]
    public void StyleAttention_GoldenInput_GivesGoldenOutput(
        string name,
        int queryChannels,
        int keyChannels,
        int heads,
        string output
    )
    {
        var golden = Golden.Open(name);
        using var module = Loaded(golden, new StyleAttention(queryChannels, keyChannels, 64, heads));
        golden.AssertClose(output, module.Forward(golden["in/q"], golden["in/k"]));
    }

    [Theory]
    [InlineData("stl_batch1")]
    [InlineData("stl_batch3")]
    public void StyleTokens_GoldenQueries_GiveGoldenStyles(string name)
    {
        var golden = Golden.Open(name);
        using var compat = Loaded(golden, new StyleTokenLayer(8, 64, compat: true));
        golden.AssertClose("out/y", compat.Forward(golden["in/x"].squeeze(0)).transpose(0, 1).unsqueeze(0));
        using var corrected = Loaded(golden, new StyleTokenLayer(8, 64, compat: false));
        golden.AssertClose("alt/softmax_over_tokens", corrected.Forward(golden["in/x"].squeeze(0)));
    }

    [Theory]
    [InlineData("utterance_prosody_encoder_b1")]
    [InlineData("utterance_prosody_encoder_b3")]
    public void UtteranceEncoder_GoldenMels_GivesGoldenProsody(string name)
    {
        var golden = Golden.Open(name);
        foreach (var (compat, output) in new[] { (true, "out/y"), (false, "alt/softmax_over_tokens") })
        {
            using var module = Loaded(
                Golden.Open("utterance_prosody_encoder_b3"),
                new UtteranceProsodyEncoder(SmallAcousticModel.Prosody, 100, 64, compat)
            );
            golden.AssertClose(output, module.Forward(golden["in/mels"], golden["in/mel_lens"]));
        }
    }

    [Fact]
    public void PhonemeEncoder_GoldenMels_GivesGoldenProsody()
    {
        var golden = Golden.Open("phoneme_prosody_encoder");
        using var module = Loaded(
            golden,
            new PhonemeProsodyEncoder(SmallAcousticModel.Prosody, 100, SmallAcousticModel.Encoder)
        );
        golden.AssertClose("in/encoding", PositionTable.Sinusoids(43, 64), floor: 1e-5);
        golden.AssertClose(
            "out/y",
            module.Forward(golden["in/x"], golden["in/src_mask"].unsqueeze(2), golden["in/mels"], golden["in/mel_lens"])
        );
    }

    [Theory]
    [InlineData("prosody_predictor_phoneme", 4)]
    [InlineData("prosody_predictor_utterance", 16)]
    public void Predictor_GoldenInput_GivesGoldenProsody(string name, int outputs)
    {
        var golden = Golden.Open(name);
        using var module = Loaded(
            golden,
            new PhonemeProsodyPredictor(64, outputs, 5, 0.1, AcousticForm.Reference, compat: true)
        );
        golden.AssertClose("out/y", module.Forward(golden["in/x"], golden["in/mask"].unsqueeze(2)));
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
