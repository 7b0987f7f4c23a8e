using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Checkpoints;

public sealed class TorchFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    [Fact]
    public void Open_LightningGolden_GivesGoldenTensors()
    {
        var golden = Golden.Open("ckpt_lightning_acoustic_micro");
        using var file = TorchFile.Open(Golden.Locate("ckpt_lightning_acoustic_micro.ckpt"));
        var root = Assert.IsType<PickledMap>(file.Root);
        Assert.Equal(120L, root["global_step"]);
        Assert.Equal("2.2.1", root["pytorch-lightning_version"]);
        Assert.Empty(file.UnknownNames);
        AssertTensors(golden, file, Assert.IsType<PickledMap>(root["state_dict"]), key => "weights/" + key);
    }

    [Fact]
    public void Open_FirstGenerationGolden_GivesGoldenTensors()
    {
        var golden = Golden.Open("ckpt_v1_vocoder_micro");
        using var file = TorchFile.Open(Golden.Locate("ckpt_v1_vocoder_micro.pt"));
        var root = Assert.IsType<PickledMap>(file.Root);
        Assert.Equal(1000L, root["steps"]);
        AssertTensors(
            golden,
            file,
            Assert.IsType<PickledMap>(root["generator"]),
            key =>
                "weights/generator."
                + key.Replace("weight_g", "parametrizations.weight.original0", StringComparison.Ordinal)
                    .Replace("weight_v", "parametrizations.weight.original1", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Read_ViewOfAStorage_FollowsItsStrides()
    {
        using var scope = NewDisposeScope();
        var path = new PickleBytes()
            .Tensor("0", 6, [2, 2], [1, 3], offset: 1)
            .Save(_folder, ("0", PickleBytes.Floats(0, 1, 2, 3, 4, 5)));
        using var file = TorchFile.Open(path);
        var tensor = file.Read(Assert.IsType<TorchTensor>(file.Root));
        Assert.Equal([1f, 4f, 2f, 5f], tensor.data<float>().ToArray());
    }

    [Fact]
    public void Open_ParameterAndItsKind_IsATensor()
    {
        var pickle = new PickleBytes()
            .Global("torch._utils", "_rebuild_parameter")
            .Op("(")
            .Tensor("0", 1, [1], [1])
            .Raw(0x88)
            .Global("collections", "OrderedDict")
            .Op(")RtR");
        using var file = TorchFile.Open(pickle.Save(_folder, ("0", PickleBytes.Floats(7))));
        Assert.IsType<TorchTensor>(file.Root);
    }

    [Fact]
    public void Open_ObjectsOfOtherClasses_AreNamedAndNotMade()
    {
        var pickle = new PickleBytes()
            .Op("}(")
            .Text("callbacks")
            .Global("os", "system")
            .Op("(")
            .Text("rm -rf /")
            .Op("tR")
            .Text("weight")
            .Tensor("0", 1, [1], [1])
            .Op("u");
        using var file = TorchFile.Open(pickle.Save(_folder, ("0", PickleBytes.Floats(7))));
        var root = Assert.IsType<PickledMap>(file.Root);
        Assert.Equal(new PickledName("os", "system"), Assert.IsType<PickledObject>(root["callbacks"]).Class);
        Assert.Equal(["os.system"], file.UnknownNames);
        Assert.IsType<TorchTensor>(root["weight"]);
    }

    [Fact]
    public void Open_DictionaryWithAnInnerState_IsItsEntries()
    {
        var pickle = new PickleBytes()
            .Global("collections", "OrderedDict")
            .Op(")R(")
            .Text("a")
            .Number(1)
            .Op("u}")
            .Text("_metadata")
            .Op("}sb");
        using var file = TorchFile.Open(pickle.Save(_folder));
        Assert.Equal(1L, Assert.IsType<PickledMap>(file.Root)["a"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertTensors(
        Golden golden,
        TorchFile file,
        PickledMap state,
        Func<string, string> nameInGolden
    )
    {
        using var scope = NewDisposeScope();
        Assert.Equal(
            golden
                .Keys.Where(key => key.StartsWith("weights/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            state.Named.Keys.Select(nameInGolden).Order(StringComparer.Ordinal)
        );
        foreach (var (key, value) in state.Named)
        {
            var tensor = file.Read(Assert.IsType<TorchTensor>(value));
            Assert.True(tensor.equal(golden[nameInGolden(key)]).all().item<bool>(), key);
        }
    }
}
