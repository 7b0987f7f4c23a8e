using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Checkpoints;

public sealed class TorchImportTests : IDisposable
{
    private const string Acoustic = "ckpt_lightning_acoustic_micro.ckpt",
        Vocoder = "ckpt_v1_vocoder_micro.pt";

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Acoustic_LightningGolden_GivesGoldenMel(bool forTraining)
    {
        var golden = Golden.Open("ckpt_lightning_acoustic_micro");
        using var file = TorchFile.Open(Golden.Locate(Acoustic));
        var contents = TorchContents.Of(file);
        Assert.Equal("Lightning", contents.Layout);
        Assert.Equal(120, contents.Step);
        using var model = TorchWeights.Acoustic(file, contents.Networks.Single(), forTraining, compat: true);
        Assert.Equal(
            (1, 2, 16, 7),
            (
                model.Config.Encoder.Layers,
                model.Config.Encoder.Heads,
                model.Config.Encoder.Channels,
                model.Config.Encoder.ConvKernel
            )
        );
        Assert.Equal(
            (11, 8, 4),
            (
                model.Config.Decoder.ConvKernel,
                model.Config.Prosody.UtteranceChannels,
                model.Config.Prosody.PhonemeChannels
            )
        );
        var ids = golden["in/x"].to(ScalarType.Int64).data<long>().ToArray();
        using var plan = model.Plan(
            [.. ids.Select(id => (int)id)],
            new()
            {
                Speaker = (int)golden["in/speakers"][0, 0].item<long>(),
                Language = (int)golden["in/langs"][0, 0].item<long>(),
            }
        );
        using var decoder = model.NewDecoder(plan);
        golden.AssertClose("out/mel", decoder.DecodeNext(plan.Frames)!.unsqueeze(0), floor: 1e-4);
    }

    [Fact]
    public void UnivNet_FirstGenerationGolden_GivesGoldenSound()
    {
        var golden = Golden.Open("ckpt_v1_vocoder_micro");
        using var file = TorchFile.Open(Golden.Locate(Vocoder));
        var contents = TorchContents.Of(file);
        Assert.Equal(("first generation", 1000L), (contents.Layout, contents.Step));
        using var generator = TorchWeights.UnivNet(
            file,
            contents.Networks.Single(network => network.Kind == TorchNetworkKind.UnivNet)
        );
        Assert.Equal(
            (4, 8, 256),
            (generator.Config.Channels, generator.Config.NoiseChannels, generator.Config.HopLength)
        );
        golden.AssertClose("out/audio", generator.call(golden["in/mel"], golden["in/z"]));
    }

    [Theory]
    [InlineData(false, new[] { 8, 8, 2, 2 }, 22050)]
    [InlineData(true, new[] { 8, 8, 4, 2 }, 44100)] // does not follow from kernels: the reference's
    public void HiFiGan_BlocksByStageOrNumberedThrough_AreTheSameNetwork(bool byStage, int[] rates, int sampleRate)
    {
        using var scope = NewDisposeScope();
        using var original = new HiFiGanGenerator(
            new()
            {
                MelBands = 8,
                Channels = 16,
                UpsampleRates = rates,
                SampleRate = sampleRate,
            }
        );
        var weights = original
            .state_dict()
            .Select(weight => KeyValuePair.Create(byStage ? weight.Key : NumberedThrough(weight.Key), weight.Value));
        using var file = TorchFile.Open(Save(weights));
        using var imported = TorchWeights.HiFiGan(file, TorchContents.Of(file).Networks.Single());
        Assert.Equal(rates, imported.Config.UpsampleRates);
        Assert.Equal(sampleRate, imported.Config.SampleRate);
        var mel = randn(1, 8, 5);
        Assert.True((original.call(mel) - imported.call(mel)).abs().max().ToSingle() < 1e-6f);

        static string NumberedThrough(string key) =>
            key.Split('.') is ["resblocks", var stage, var block, .. var rest]
                ? $"resblocks.{3 * int.Parse(stage, null) + int.Parse(block, null)}.{string.Join('.', rest)}"
                : key;
    }

    [Fact]
    public void Import_AcousticModelThenVocoder_MakesAVoiceThatSpeaks()
    {
        var first = VoiceImport.Import(Golden.Locate(Acoustic), _folder, new() { Name = "micro" });
        Assert.Null(first.Voice);
        var second = VoiceImport.Import(Golden.Locate(Vocoder), _folder, new() { Name = "micro", Licence = "test" });
        Assert.Contains(second.Left, left => left.StartsWith("Discriminator", StringComparison.Ordinal));
        Assert.Equal(
            (120L, 1000L, 22050, 256),
            (
                second.Voice!.Provenance.AcousticStep,
                second.Voice.Provenance.VocoderStep,
                second.Voice.SampleRate,
                second.Voice.HopLength
            )
        );

        using var voice = Voice.Load(_folder);
        Assert.Equal("espeak-ng:en-us", voice.Manifest.Phonemizer);
        Assert.IsType<UnivNetGenerator>(voice.Vocoder);
        using var plan = voice.Acoustic.Plan(
            [.. "həlˈoʊ".EnumerateRunes().Select(rune => voice.Inventory.IdOf(rune.ToString()))],
            voice.Controls()
        );
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var state = voice.Vocoder.NewState(1);
        var sound = voice.Vocoder.Decode(decoder.DecodeNext(plan.Frames), state, last: true);
        Assert.Equal(plan.Frames * 256, sound.Length);
        Assert.All(sound, sample => Assert.InRange(sample, -1, 1));
    }

    [Fact]
    public void Controls_OfAnImportedVoice_ShiftPitchByAFactor()
    {
        VoiceImport.Import(Golden.Locate(Acoustic), _folder, new());
        VoiceImport.Import(Golden.Locate(Vocoder), _folder, new());
        using var voice = Voice.Load(_folder);
        Assert.Equal(
            (2.0, 0.0, 3),
            (
                voice.Controls(semitones: 12).PitchFactor,
                voice.Controls(semitones: 12).PitchOffset,
                voice.Controls().Language
            )
        );
    }

    [Fact]
    public void Import_WeightMissing_NamesIt()
    {
        using var scope = NewDisposeScope();
        using var original = new UnivNetGenerator(
            new()
            {
                MelBands = 8,
                NoiseChannels = 4,
                Channels = 4,
                PredictorChannels = 6,
                Weights = Layers.WeightLayout.Plain,
            }
        );
        var path = Save(original.state_dict().Where(entry => entry.Key != "conv_post.1.bias"));
        var error = Assert.Throws<CheckpointMismatchException>(() => VoiceImport.Import(path, _folder, new()));
        Assert.Equal(["conv_post.1.bias"], error.Missing);
    }

    [Fact]
    public void Import_NothingThatSpeaks_SaysSo()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<TorchImportException>(() =>
            VoiceImport.Import(Save([new("layer.weight", zeros(2))]), _folder, new())
        );
        Assert.Contains("without an acoustic model or vocoder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_SizesThatNoNumbersBack_BuildsNothing()
    {
        var wide = 1L << 20;
        var pickle = new PickleBytes().Op("}(");
        string[] names =
        [
            "src_word_emb",
            "speaker_embed",
            "lang_embed",
            "pitch_adaptor_conv.pitch_emb.weight",
            "to_mel.weight",
            "length_regulator.duration_predictor.linear_layer.weight",
        ];
        foreach (var name in names)
            pickle.Text(name).Tensor("0", wide * wide, [wide, wide, 3], [wide, 1, 1]);
        var path = pickle.Op("u").Save(_folder, ("0", new byte[64]));
        var before = GC.GetTotalAllocatedBytes();
        Assert.Throws<TorchImportException>(() => VoiceImport.Import(path, _folder, new()));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 10 << 20);
    }

    [Fact]
    public void Import_MelsOfDifferentHeight_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var vocoder = new UnivNetGenerator(
            new()
            {
                MelBands = 80,
                NoiseChannels = 4,
                Channels = 4,
                PredictorChannels = 6,
                Weights = Layers.WeightLayout.Plain,
            }
        );
        VoiceImport.Import(Golden.Locate(Acoustic), _folder, new());
        var error = Assert.Throws<TorchImportException>(() =>
            VoiceImport.Import(Save(vocoder.state_dict()), _folder, new())
        );
        Assert.Contains("100 mel bands", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, "net")]
    [InlineData(true, true, "swa_averaged_net")]
    [InlineData(false, false, "net")]
    public void Import_WeightsAndTheirAverage_TakesThoseThatAreAskedFor(bool univNet, bool average, string taken)
    {
        using var scope = NewDisposeScope();
        using nn.Module vocoder = univNet
            ? new UnivNetGenerator(new() { MelBands = 8, NoiseChannels = 4, Channels = 4, PredictorChannels = 6 })
            : new HiFiGanGenerator(new() { MelBands = 8, Channels = 16 });
        var weights = vocoder.state_dict();
        var path = Save(
            new[] { "swa_averaged_net", "net" }.SelectMany(place =>
                weights.Select(weight => KeyValuePair.Create($"{place}.{weight.Key}", weight.Value))
            )
        );
        var report = VoiceImport.Import(path, Path.Combine(_folder, "voice"), new() { PreferAverage = average });
        var (kind, numbers) = (univNet ? "UnivNet" : "HiFiGan", weights.Values.Sum(weight => weight.numel()));
        Assert.Equal([$"{kind} ({taken}): {weights.Count} tensors, {numbers:N0} numbers"], report.Taken);
        var left = average ? "net" : "swa_averaged_net";
        Assert.Equal([$"{kind} ({left}): {weights.Count} tensors"], report.Left);
        Assert.Null(report.Voice);
    }

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Save(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var pickle = new PickleBytes().Op("}(");
        var storages = new List<(string, byte[])>();
        foreach (var (name, tensor) in tensors)
        {
            pickle.Text(name).Tensor($"{storages.Count}", tensor.numel(), tensor.shape, tensor.stride());
            storages.Add(($"{storages.Count}", tensor.bytes.ToArray()));
        }
        return pickle.Op("u").Save(_folder, [.. storages]);
    }
}
