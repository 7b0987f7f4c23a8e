using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Checkpoints;

/// <summary>An acoustic model with its training parts, loaded from a checkpoint or a voice.</summary>
/// <param name="Model">Owned by the holder until a module takes it.</param>
/// <param name="Data">Description of its symbols, speakers, mel and statistics, without utterances.</param>
/// <param name="Version">Version of the voice or checkpoint.</param>
public sealed record StoredAcoustic(AcousticModel Model, PreparedCorpusManifest Data, string Version)
{
    /// <summary>Key of the speakers' embeddings, [speaker, channel].</summary>
    internal const string SpeakerTable = "speaker_embed";

    /// <summary>Sharpening of a voice's mels in synthesis; none of a checkpoint's. It is not in the weights.</summary>
    public MelSharpening Sharpening { get; private init; } = new();

    /// <summary>Loads a voice packed with its training parts, or averaged weights of a checkpoint.</summary>
    /// <param name="from">
    /// A .voice file, a voice's folder, a checkpoint, or a run's folder; null for the built-in voice.
    /// </param>
    /// <param name="original">Its training data: for checkpoints that do not describe it; else null.</param>
    /// <param name="speakers">New or existing speakers' names; null for the model as it is.</param>
    /// <param name="noise">The decoder's noise in training; null for the model's own.</param>
    /// <exception cref="VoiceSmithException">
    /// VS3006: the checkpoint holds no acoustic model; VS3007: it is damaged; VS3009: a voice without training parts,
    /// or a checkpoint that does not describe its data.
    /// </exception>
    public static StoredAcoustic Load(
        string? from,
        PreparedCorpusManifest? original,
        IReadOnlyList<string>? speakers = null,
        NoiseInput? noise = null
    )
    {
        using var scope = NewDisposeScope();
        var folder = from is null ? null : CheckpointFolder.NewestIn(from);
        var stored =
            folder is not null && CheckpointFolder.IsCheckpoint(folder)
                ? OfCheckpoint(folder, original)
                : OfVoice(from);
        return stored.Build(speakers ?? [], noise ?? new(stored.Config.NoiseChannels, stored.Config.NoiseReach));
    }

    /// <summary>The model of a run to resume, with fresh weights, which the trainer restores.</summary>
    /// <param name="manifest">Manifest of the checkpoint, of 'train acoustic' or 'train joint'.</param>
    /// <param name="config">Sizes of the model.</param>
    /// <param name="data">Description of the training data where the manifest has none.</param>
    public static StoredAcoustic ToResume(
        CheckpointManifest manifest,
        AcousticConfig config,
        PreparedCorpusManifest data
    ) => new(new AcousticModel(config), manifest.Data ?? data, manifest.Parent);

    /// <summary>Checks that a .voice file can be fine-tuned, without reading its weights.</summary>
    /// <exception cref="UntrainableVoiceException">VS3009: it was packed without training parts.</exception>
    public static void RequireTunable(string voice)
    {
        var manifest = Voice.ReadManifest(voice);
        if (!Voice.IsTunable(manifest))
            throw WithoutParts(manifest.Name);
    }

    /// <summary>VS3009 for a voice without the parts that only training needs.</summary>
    internal static UntrainableVoiceException WithoutParts(string source) =>
        new(
            source,
            "It was packed without aligner and prosody encoder.",
            "Pack it with --with-training-parts, or name the acoustic checkpoint that it was made of."
        );

    private static Weights OfCheckpoint(string folder, PreparedCorpusManifest? original)
    {
        var manifest = CheckpointFolder.ReadManifest(folder);
        var data =
            manifest.Data
            ?? original
            ?? throw new UntrainableVoiceException(
                folder,
                "Its manifest does not describe its training data.",
                "Name that data with --original."
            );
        var (config, weights) = AcousticCheckpoint.Read(folder, manifest);
        return new(folder, $"{manifest.Kind} step {manifest.Step}", config, data, weights);
    }

    private static Weights OfVoice(string? path)
    {
        var (manifest, weights) = Voice.ReadForTraining(path);
        if (weights is null)
            throw WithoutParts(path ?? "the built-in voice");
        var data = new PreparedCorpusManifest
        {
            Mel = manifest.Mel,
            Symbols = manifest.Symbols,
            Speakers = manifest.Speakers,
            LogF0 = manifest.LogF0,
            SpeakerLogF0 = manifest.SpeakerLogF0,
            Energy = manifest.Energy,
            Licence = manifest.Provenance.Licence,
            Hash = manifest.Provenance.DataHash,
            Utterances = [],
        };
        return new(path ?? manifest.Name, manifest.Version, manifest.Acoustic, data, weights)
        {
            Sharpening = manifest.Sharpening ?? new(),
        };
    }

    /// <summary>Weights and sizes as stored.</summary>
    private sealed record Weights(
        string Path,
        string Version,
        AcousticConfig Config,
        PreparedCorpusManifest Data,
        IReadOnlyDictionary<string, Tensor> Tensors
    )
    {
        private const string NoiseLayer = "noise_in.weight";

        public MelSharpening Sharpening { get; init; } = new();

        /// <summary>
        /// A model with a row for every speaker, the mean of all rows for new ones, and fresh weights for new noise
        /// channels.
        /// </summary>
        public StoredAcoustic Build(IReadOnlyList<string> speakers, NoiseInput noise)
        {
            string[] added = [.. speakers.Except(Data.Speakers)];
            var model = new AcousticModel(
                Config with
                {
                    Speakers = Config.Speakers + added.Length,
                    NoiseChannels = noise.Channels,
                    NoiseReach = noise.Reach,
                }
            );
            var weights = new Dictionary<string, Tensor>(Tensors);
            var rows = weights[SpeakerTable].to(ScalarType.Float32);
            weights[SpeakerTable] = cat([rows, .. added.Select(_ => rows.mean([0], keepdim: true))]);
            if (noise.Channels == 0)
                weights.Remove(NoiseLayer);
            else if (noise.Channels != Config.NoiseChannels)
                weights[NoiseLayer] = model.get_parameter(NoiseLayer)!;
            ModuleWeights.Load(model, weights, Path);
            var data = Data with { Speakers = [.. Data.Speakers, .. added] };
            return new(model, data, Version) { Sharpening = Sharpening };
        }
    }
}

/// <summary>Noise input of an acoustic model's decoder in training.</summary>
/// <param name="Channels">See <see cref="AcousticConfig.NoiseChannels"/>.</param>
/// <param name="Reach">See <see cref="AcousticConfig.NoiseReach"/>.</param>
public readonly record struct NoiseInput(int Channels, int Reach);
