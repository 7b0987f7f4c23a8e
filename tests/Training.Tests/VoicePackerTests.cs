using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Packing;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests;

public sealed class VoicePackerTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Theory]
    [InlineData("vocoder", 2)]
    [InlineData("univnet", 1)]
    public void Pack_TwoRuns_MakesAVoiceThatSpeaks(string kind, int steps)
    {
        _runs.Fit(kind, _runs.Options("vocoder", steps));
        _runs.Fit("acoustic", _runs.Options("acoustic", 6));
        var path = Path.Combine(_runs.Root, "made.voice");
        var manifest = VoicePacker.Pack(
            new()
            {
                Acoustic = _runs.Newest("acoustic"),
                Vocoder = _runs.Newest("vocoder"),
                Name = "made",
                Path = path,
                VoicedNoise = 0.5,
                Provenance = new()
                {
                    Consent = "It is a tone.",
                    Metrics = new Dictionary<string, double> { ["naturalness"] = 1 },
                },
            }
        );
        Assert.Equal(
            ("It is a tone.", 1.0, corpus.Manifest.Hash),
            (manifest.Provenance.Consent, manifest.Provenance.Metrics["naturalness"], manifest.Provenance.DataHash)
        );
        Assert.Equal(
            (6, steps, "CC0 1.0"),
            (manifest.Provenance.AcousticStep, manifest.Provenance.VocoderStep, manifest.Provenance.Licence)
        );
        using var voice = VoiceSmith.Models.Voice.Load(path);
        using var plan = voice.Acoustic.Plan(corpus.Manifest.Utterances[0].Phonemes, voice.Controls());
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        using var state = voice.Vocoder.NewState(1);
        Assert.Equal(plan.Frames * 256, voice.Vocoder.Decode(mel, state, last: true).Length);
        Assert.Equal(
            "VS3006",
            Assert
                .Throws<VoiceSmithException>(() =>
                    VoicePacker.Pack(
                        new()
                        {
                            Acoustic = _runs.Newest("vocoder"),
                            Vocoder = _runs.Newest("vocoder"),
                            Name = "x",
                            Path = path,
                        }
                    )
                )
                .Code
        );
    }

    [Fact]
    public void Pack_AJointRun_MakesAVoiceThatCanBeTrainedOn()
    {
        _runs.Fit("joint", _runs.Options("joint", 3));
        var path = Path.Combine(_runs.Root, "joint.voice");
        var manifest = VoicePacker.Pack(
            new()
            {
                Acoustic = _runs.Newest("joint"),
                Vocoder = _runs.Newest("joint"),
                Name = "joint",
                Path = path,
                WithTrainingParts = true,
            }
        );
        Assert.Equal((3, 3), (manifest.Provenance.AcousticStep, manifest.Provenance.VocoderStep));
        VoiceSmith.Models.Voice.Load(path).Dispose();
        foreach (var from in new[] { path, _runs.Newest("joint") })
            StoredAcoustic.Load(from, null).Model.Dispose();
    }

    [Fact]
    public void Pack_AVoiceAgain_KeepsWhatItSaysAndTakesWhatIsAsked()
    {
        var (source, path) = (Path.Combine(_runs.Root, "source.voice"), Path.Combine(_runs.Root, "again.voice"));
        var original = TinyVoice.WriteTunable(source);
        VoicePacking packing = new()
        {
            Acoustic = source,
            Vocoder = source,
            Name = "again",
            Path = path,
            VoicedNoise = 0.25,
        };
        var again = VoicePacker.Pack(packing);
        Assert.Equal(
            ("again", original.Provenance.Licence, original.Provenance.AcousticStep, original.Provenance.VocoderStep),
            (again.Name, again.Provenance.Licence, again.Provenance.AcousticStep, again.Provenance.VocoderStep)
        );
        Assert.Equal(0.25, ((SourceFilterConfig)again.Vocoder).VoicedNoise);
        Assert.Equal(
            "VS3006",
            Assert.Throws<VoiceSmithException>(() => VoicePacker.Pack(packing with { Sharpness = 1 })).Code
        );
        TinyVoice.Write(source);
        Assert.Equal("VS3009", Assert.Throws<UntrainableVoiceException>(() => VoicePacker.Pack(packing)).Code);
    }

    [Fact]
    public void Pack_TwoModelsAveraged_EveryWeightIsBetweenThem()
    {
        using var scope = NewDisposeScope();
        _runs.Fit("acoustic", _runs.Options("acoustic", 3));
        var first = _runs.Newest("acoustic");
        _runs.Fit("acoustic", _runs.Options("acoustic", 6, resume: true));
        _runs.Fit("vocoder", _runs.Options("vocoder", 1));
        VoicePacking packing = new()
        {
            Acoustic = first,
            Vocoder = _runs.Newest("vocoder"),
            Name = "mean",
            Path = Path.Combine(_runs.Root, "first.voice"),
            WithTrainingParts = true,
        };
        var second = packing with
        {
            Acoustic = _runs.Newest("acoustic"),
            Path = Path.Combine(_runs.Root, "second.voice"),
        };
        var (one, other) = (WeightsOf(packing), WeightsOf(second));
        Assert.Contains(one.Keys, key => !one[key].allclose(other[key]));
        foreach (var average in new[] { second.Acoustic, second.Path, WithAnotherSpeaker(second.Path) })
            foreach (var (key, value) in WeightsOf(packing with { Average = average, AverageWeight = 0.25 }))
                Assert.True(value.allclose(0.75 * one[key] + 0.25 * other[key], rtol: 2e-3, atol: 1e-4), key);
        var tiny = Path.Combine(_runs.Root, "tiny.voice");
        TinyVoice.WriteTunable(tiny);
        Assert.Equal(
            "VS3006",
            Assert.Throws<VoiceSmithException>(() => VoicePacker.Pack(packing with { Average = tiny })).Code
        );

        static Dictionary<string, Tensor> WeightsOf(VoicePacking packing)
        {
            VoicePacker.Pack(packing);
            return VoiceSmith
                .Models.Voice.ReadForTraining(packing.Path)
                .Weights!.ToDictionary(one => one.Key, one => one.Value.to(ScalarType.Float32));
        }
    }

    /// <summary>A copy of a voice with another speaker before its own.</summary>
    private static string WithAnotherSpeaker(string path)
    {
        const string table = "speaker_embed";
        var (manifest, read) = VoiceSmith.Models.Voice.ReadForTraining(path);
        var weights = new Dictionary<string, Tensor>(read!);
        weights[table] = cat([ones_like(weights[table]), weights[table]]);
        using var voice = VoiceSmith.Models.Voice.Load(path);
        var spoken = ModuleWeights.Of(voice.Acoustic).Select(one => one.Key).ToHashSet();
        VoiceSmith.Models.Voice.Write(
            path + "2",
            manifest with
            {
                Acoustic = manifest.Acoustic with { Speakers = 2 },
                Speakers = ["another", .. manifest.Speakers],
                SpeakerLogF0 = [manifest.LogF0Of(0), manifest.LogF0Of(0)],
            },
            weights.Where(one => spoken.Contains(one.Key)),
            ModuleWeights.Of((nn.Module)voice.Vocoder),
            weights.Where(one => !spoken.Contains(one.Key))
        );
        return path + "2";
    }

    [Fact]
    public void Pack_Sharpened_StoresMeasuredGainsAndTheWeightsBeforeThem()
    {
        _runs.Fit("noisy", _runs.Options("acoustic", 6));
        _runs.Fit("vocoder", _runs.Options("vocoder", 1));
        using var data = PreparedCorpus.Open(corpus.Prepared);
        VoicePacking packing = new()
        {
            Acoustic = _runs.Newest("acoustic"),
            Vocoder = _runs.Newest("vocoder"),
            Name = "made",
            Path = Path.Combine(_runs.Root, "plain.voice"),
            WithTrainingParts = true,
        };
        var plain = VoicePacker.Pack(packing);
        var sharp = VoicePacker.Pack(
            packing with
            {
                Path = Path.Combine(_runs.Root, "sharp.voice"),
                Recordings = data,
                Sharpness = 1,
                TemporalSharpness = 0.5,
            }
        );
        Assert.Null(plain.Sharpening);
        Assert.Equal(sharp.Mel.Bands, sharp.Sharpening!.CepstralGains.Count);
        // six steps are far from the recordings' detail
        Assert.Contains(sharp.Sharpening.CepstralGains, gain => gain > 1.1);
        Assert.NotEqual(0, sharp.Sharpening.Temporal);
        Assert.Equal(sharp.Mel.Bands, sharp.Sharpening.Balance.Count);
        Assert.Equal(plain.Hashes, sharp.Hashes);
        Assert.NotEqual(plain.Version, sharp.Version);
        Assert.Equal(
            sharp.Sharpening.CepstralGains,
            VoiceSmith.Models.Voice.ReadManifest(Path.Combine(_runs.Root, "sharp.voice")).Sharpening!.CepstralGains
        );
    }

    [Fact]
    public void Pack_WithMelNoise_SpeaksByTheSeedAndCanBeTunedFurther()
    {
        _runs.Fit("noisy", _runs.Options("acoustic", 6));
        _runs.Fit("vocoder", _runs.Options("vocoder", 1));
        VoicePacking packing = new()
        {
            Acoustic = _runs.Newest("acoustic"),
            Vocoder = _runs.Newest("vocoder"),
            Name = "made",
            Path = Path.Combine(_runs.Root, "noisy.voice"),
            WithTrainingParts = true,
            MelNoise = 0.5,
        };
        var noisy = VoicePacker.Pack(packing);
        using (var voice = VoiceSmith.Models.Voice.Load(packing.Path))
        {
            Assert.Equal(Mel(voice, seed: 1), Mel(voice, seed: 1));
            Assert.NotEqual(Mel(voice, seed: 1), Mel(voice, seed: 2));
        }
        var again = packing with { Acoustic = packing.Path, Path = Path.Combine(_runs.Root, "again.voice") };
        Assert.Equal(noisy.Version, VoicePacker.Pack(again with { MelNoise = null }).Version);
        Assert.NotEqual(noisy.Version, VoicePacker.Pack(again with { MelNoise = 0.4 }).Version);
        var quiet = VoicePacker.Pack(again with { MelNoise = 0 });
        using (var voice = VoiceSmith.Models.Voice.Load(again.Path))
            Assert.Equal(Mel(voice, seed: 1), Mel(voice, seed: 2));
        Assert.Equal(4, quiet.Acoustic.NoiseChannels);
    }

    [Fact]
    public void Pack_MelNoiseOfAModelWithout_SaysWhatToTrain()
    {
        _runs.Fit("acoustic", _runs.Options("acoustic", 1));
        _runs.Fit("vocoder", _runs.Options("vocoder", 1));
        var error = Assert.Throws<VoiceSmithException>(() =>
            VoicePacker.Pack(
                new()
                {
                    Acoustic = _runs.Newest("acoustic"),
                    Vocoder = _runs.Newest("vocoder"),
                    Name = "made",
                    Path = Path.Combine(_runs.Root, "none.voice"),
                    MelNoise = 0.5,
                }
            )
        );
        Assert.Equal("VS3006", error.Code);
        Assert.Contains("--noise-channels", error.Message);
    }

    public void Dispose() => _runs.Dispose();

    private float[] Mel(VoiceSmith.Models.Voice voice, ulong seed)
    {
        using var plan = voice.Acoustic.Plan(
            corpus.Manifest.Utterances[0].Phonemes,
            voice.Controls() with
            {
                Seed = seed,
            }
        );
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        return mel.data<float>().ToArray();
    }
}
