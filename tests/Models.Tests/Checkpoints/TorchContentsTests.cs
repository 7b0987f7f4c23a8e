using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Testing;

namespace VoiceSmith.Models.Tests.Checkpoints;

/// <summary>What is found in a file before any weight of it is read.</summary>
public sealed class TorchContentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    [Theory]
    [InlineData("length_regulator.duration_predictor.layers.0.conv.pointwise.conv.weight")]
    [InlineData("pitch_adaptor_conv.pitch_predictor.layers.4.conv.pointwise.conv.weight")]
    [InlineData("energy_adaptor.energy_predictor.layers.4.conv.pointwise.conv.weight")]
    [InlineData("utterance_prosody_predictor.layers.4.conv.pointwise.conv.weight")]
    [InlineData("phoneme_prosody_predictor.layers.4.conv.pointwise.conv.weight")]
    [InlineData("to_mel.weight")]
    [InlineData("encoder.layer_stack.0.slf_attn.attention.query_proj.weight")]
    [InlineData("encoder.layer_stack.0.conditioning.embedding_proj.weight")]
    [InlineData("decoder.layer_stack.0.conformer_conv_1.conv_1.conv.weight")]
    [InlineData("utterance_prosody_encoder.encoder.convs.1.weight")]
    [InlineData("utterance_prosody_encoder.encoder.gru.weight_hh_l0")]
    [InlineData("utterance_prosody_encoder.stl.embed")]
    public void Acoustic_WeightOfAnotherShape_IsNamed(string weight) =>
        AssertRefused(
            "ckpt_lightning_acoustic_micro.ckpt",
            TorchNetworkKind.Acoustic,
            weight,
            shapes => TorchConfigs.Acoustic(shapes)
        );

    [Theory]
    [InlineData("pitch_adaptor_conv.pitch_emb.weight", "pitch_emb.weight")]
    [InlineData("src_word_emb", "pitch_adaptor.pitch_embedding.embeddings")] // beside the newer adaptor
    public void Acoustic_OfTheFirstGeneration_SaysSo(string replaced, string by)
    {
        using var file = TorchFile.Open(Golden.Locate("ckpt_lightning_acoustic_micro.ckpt"));
        var network = TorchContents.Of(file).Networks.Single();
        var older = network.Tensors.ToDictionary(one => one.Key == replaced ? by : one.Key, one => one.Value);
        var shapes = new WeightShapes(file.Path, network with { Tensors = older });
        Assert.Contains(
            "of the first generation",
            Assert.Throws<TorchImportException>(() => TorchConfigs.Acoustic(shapes)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void UnivNet_WeightOfAnotherShape_IsNamed() =>
        AssertRefused(
            "ckpt_v1_vocoder_micro.pt",
            TorchNetworkKind.UnivNet,
            "res_stack.1.kernel_predictor.kernel_conv.weight_v",
            shapes => TorchConfigs.UnivNet(shapes)
        );

    [Theory]
    [InlineData("global_step", 7)]
    [InlineData("steps", 7)]
    [InlineData("step", 7)]
    [InlineData("epochs", 0)]
    public void Of_FirstGeneration_FindsStepPlacesAndOthers(string name, long step)
    {
        var pickle = new PickleBytes().Op("}(").Text(name).Number(7);
        foreach (var part in new[] { "gen", "generator", "discriminator", "model", "mpd", "msd" })
            pickle.Text(part).Op("}(").Text($"{part}.src_word_emb").Tensor("0", 1, [1], [1]).Op("u");
        pickle.Text("model").Op("}(").Text("optimizer").Tensor("0", 1, [1], [1]);
        foreach (var own in new[] { "src_word_emb", "to_mel.weight" })
            pickle.Text(own).Tensor("0", 1, [1], [1]);
        using var file = TorchFile.Open(pickle.Op("uu").Save(_folder, ("0", new byte[4])));
        var contents = TorchContents.Of(file);
        Assert.Equal(("first generation", step), (contents.Layout, contents.Step));
        Assert.Equal(
            ["gen: gen", "generator: generator", "discriminator: discriminator", "model", "mpd: mpd", "msd: msd"],
            contents.Networks.Select(network => network.Label)
        );
    }

    [Fact]
    public void Of_TensorsOfNoNetwork_AreListed()
    {
        var pickle = new PickleBytes().Op("}(");
        foreach (var name in new[] { "net.src_word_emb", "net.src_word_emb2", "loss.weight" })
            pickle.Text(name).Tensor("0", 6, [2, 3], [3, 1]);
        using var file = TorchFile.Open(pickle.Op("u").Save(_folder, ("0", new byte[24])));
        var contents = TorchContents.Of(file);
        Assert.Equal(["loss.weight"], contents.Others);
        Assert.Equal(("state_dict", 12L), (contents.Layout, contents.Networks.Single().Parameters));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertRefused(string golden, TorchNetworkKind kind, string weight, Action<WeightShapes> read)
    {
        using var file = TorchFile.Open(Golden.Locate(golden));
        var network = TorchContents.Of(file).Networks.First(network => network.Kind == kind);
        read(new(file.Path, network));
        var tensor = network.Tensors[weight];
        var wider = tensor with { Shape = [tensor.Shape[0], tensor.Shape[1] + 1, .. tensor.Shape.Skip(2)] };
        var changed = network with
        {
            Tensors = network.Tensors.ToDictionary(
                one => one.Key,
                one => one.Key == weight ? wider : one.Value
            ),
        };
        Assert.Contains(
            $"'{weight}' should have the shape",
            Assert.Throws<TorchImportException>(() => read(new(file.Path, changed))).Message,
            StringComparison.Ordinal
        );
    }
}
