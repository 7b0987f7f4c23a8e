using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.Reference;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Reference;

public sealed class ReferenceModuleTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-runs").FullName;

    [Fact]
    public void LoadFromCheckpoint_LightningFile_BringsWeightsAndStep()
    {
        var golden = Golden.Open("ckpt_lightning_acoustic_micro");
        using var scope = NewDisposeScope();
        using var module = ReferenceAcousticModule.LoadFromCheckpoint(
            Golden.Locate("ckpt_lightning_acoustic_micro.ckpt")
        );
        Assert.Equal(120, module.Step);
        foreach (var (key, value) in module.Network.state_dict().Where(entry => entry.Key != "step"))
            Assert.True(value.equal(golden["weights/" + key]).all().item<bool>(), key);
    }

    [Fact]
    public void CheckpointPathV1_FirstGenerationFile_BringsGeneratorAndWhatDiscriminatorsItHas()
    {
        var golden = Golden.Open("ckpt_v1_vocoder_micro");
        using var scope = NewDisposeScope();
        using var module = new UnivNetModule(checkpointPathV1: Golden.Locate("ckpt_v1_vocoder_micro.pt"));
        Assert.Equal(1000, module.Step);
        Assert.Equal(["MPD"], module.FreshParts);
        foreach (var (key, value) in module.Generator.state_dict())
            Assert.True(value.equal(golden["weights/generator." + key]).all().item<bool>(), key);
        golden.AssertClose("out/audio", module.Generator.call(golden["in/mel"], golden["in/z"]));
    }

    [Fact]
    public void LoadFromCheckpoint_NoAcousticModel_SaysSo() =>
        Assert.Equal(
            "VS2011",
            Assert
                .ThrowsAny<VoiceSmithException>(() =>
                    ReferenceAcousticModule.LoadFromCheckpoint(Golden.Locate("ckpt_v1_vocoder_micro.pt"))
                )
                .Code
        );

    [Fact]
    public void Fit_ReferenceAcoustic_LowersTheLossAndKeepsItsStep()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        random.manual_seed(1);
        var config = SmallAcousticModel.Config with
        {
            Compat = false,
            Vocabulary = data.Manifest.Symbols.Count,
            MelBands = data.Manifest.Mel.Bands,
        };
        var totals = new List<double>();
        using (var module = new ReferenceAcousticModule(new AcousticModel(config), new() { LearningRate = 1e-3 }))
            Fit(
                module,
                new ReferenceBatches(data, batchSize: 2, seed: 1),
                steps: 7,
                progress => totals.Add(progress.Losses["mel"])
            );
        Assert.True(totals[^1] < totals[0], string.Join(" ", totals));
        using var loaded = ReferenceAcousticModule.LoadFromCheckpoint(Newest());
        Assert.Equal(7, loaded.Step);
        Assert.Equal(config.Decoder.ConvKernel, loaded.Model.Config.Decoder.ConvKernel);
    }

    [Fact]
    public void Fit_UnivNet_MovesGeneratorAndDiscriminators()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        random.manual_seed(1);
        using (var module = new UnivNetModule(Runs.SmallUnivNet, Runs.NewUnivNet()))
        {
            using var before = module.Network.state_dict()["discriminator.MRD.discriminators.0.conv_post.bias"].clone();
            Fit(module, new VocoderBatches(data, batchSize: 1, frames: 16, seed: 1), steps: 2, _ => { });
            Assert.False(
                before
                    .equal(module.Network.state_dict()["discriminator.MRD.discriminators.0.conv_post.bias"])
                    .all()
                    .item<bool>()
            );
        }
        using var loaded = UnivNetModule.LoadFromCheckpoint(Newest(), Runs.SmallUnivNet);
        Assert.Equal(2, loaded.Step);
    }

    [Fact]
    public void Train_SpectralSteps_LeavesDiscriminatorsAloneUntilTheyAreOver()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        random.manual_seed(1);
        using var module = new UnivNetModule(Runs.SmallUnivNet with { SpectralSteps = 1 }, Runs.NewUnivNet(), data);
        var batches = new VocoderBatches(data, batchSize: 1, frames: 16, seed: 1);
        Assert.Equal((true, false), Moves(0));
        Assert.Equal((true, true), Moves(1));
        var pass = new ValidationPass(2, _folder);
        module.Validate(pass);
        Assert.Equal(["spectral"], pass.Losses.Keys);
        Assert.Equal([ValidationFileKind.Sound, ValidationFileKind.Mel], pass.Files.Select(file => file.Kind));

        (bool Generator, bool Discriminators) Moves(int number)
        {
            using var scope = NewDisposeScope();
            var keys = new[] { "univnet.conv_pre.bias", "discriminator.MRD.discriminators.0.conv_post.bias" };
            var before = keys.Select(key => module.Network.state_dict()[key].clone()).ToArray();
            using (var batch = batches.Get(number))
                module.Train(batch, new TrainingStep(number, module.Optimizers, 0.5));
            var moved = keys.Zip(before, (key, old) => !old.equal(module.Network.state_dict()[key]).all().item<bool>())
                .ToArray();
            return (moved[0], moved[1]);
        }
    }

    [Fact]
    public void Train_ManySteps_LeavesNoTensorsBehind()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        var config = SmallAcousticModel.Config with { Compat = false, Vocabulary = data.Manifest.Symbols.Count };
        using var module = new ReferenceAcousticModule(new AcousticModel(config), new());
        var batches = new ReferenceBatches(data, batchSize: 1, seed: 1);
        Step(0);
        Step(1);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 2; step < 7; step++)
            Step(step);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step(int number)
        {
            using var batch = batches.Get(number);
            using var scope = NewDisposeScope();
            module.Train(batch, new TrainingStep(number, module.Optimizers, 0.5));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Fit<TBatch>(
        TrainingModule<TBatch> module,
        IBatchSource<TBatch> batches,
        int steps,
        Action<TrainingProgress> watch
    )
        where TBatch : ITrainingBatch
    {
        var trainer = new Trainer(
            new()
            {
                DefaultRootDirectory = _folder,
                MaxSteps = steps,
                LogEvery = 1,
                ValidateEvery = 1000,
                Threads = 1,
                Callbacks =
                [
                    new EventForwarder(happened =>
                    {
                        if (happened is TrainingProgress progress)
                            watch(progress);
                    }),
                ],
            }
        );
        trainer.Fit(module, batches, CancellationToken.None);
    }

    private string Newest() => Directory.GetDirectories(Path.Combine(_folder, "checkpoints"), "step-*").Max()!;
}
