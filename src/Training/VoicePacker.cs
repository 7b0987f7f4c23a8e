using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>Makes a voice of a pair of checkpoints: averaged weights as float16, without what only training needs.</summary>
public static class VoicePacker
{
    /// <param name="acousticCheckpoint">A checkpoint folder of an acoustic run.</param>
    /// <param name="vocoderCheckpoint">A checkpoint folder of a vocoder run.</param>
    /// <param name="data">What they were trained on.</param>
    /// <param name="name">The voice's name.</param>
    /// <param name="path">The .voice file to write.</param>
    /// <param name="voicedNoise">See <see cref="SourceFilterConfig.VoicedNoise"/>; null keeps the checkpoint's.</param>
    /// <returns>The manifest as written.</returns>
    public static VoiceManifest Pack(string acousticCheckpoint, string vocoderCheckpoint, DatasetManifest data, string name, string path, double? voicedNoise = null)
    {
        using var scope = NewDisposeScope();
        var (acoustic, vocoder) = (Read(acousticCheckpoint, "acoustic"), Read(vocoderCheckpoint, "vocoder"));
        var acousticConfig = acoustic.Config.Deserialize<AcousticConfig>()!;
        var vocoderConfig = vocoder.Config.Deserialize<SourceFilterConfig>()!;
        vocoderConfig = vocoderConfig with { VoicedNoise = voicedNoise ?? vocoderConfig.VoicedNoise };
        using var acousticShape = new AcousticModel(acousticConfig, forTraining: false);
        using var vocoderShape = new SourceFilterVocoder(vocoderConfig);
        var manifest = new VoiceManifest
        {
            Name = name, Symbols = data.Symbols, Speakers = data.Speakers, Mel = data.Mel, Acoustic = acousticConfig, Vocoder = vocoderConfig,
            LogF0 = data.LogF0, SpeakerLogF0 = data.SpeakerLogF0, Energy = data.Energy, AcousticStep = acoustic.Step, VocoderStep = vocoder.Step,
            DataHash = data.Hash, Licence = data.Licence, Hashes = new Dictionary<string, string>(),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return Voice.Write(path, manifest, Weights(acousticCheckpoint, acousticShape), Weights(vocoderCheckpoint, vocoderShape));
    }

    /// <summary>A vocoder with a checkpoint's averaged weights, for listening.</summary>
    /// <param name="folder">A checkpoint folder of a vocoder run.</param>
    public static SourceFilterVocoder LoadVocoder(string folder)
    {
        using var scope = NewDisposeScope();
        var vocoder = new SourceFilterVocoder(Read(folder, "vocoder").Config.Deserialize<SourceFilterConfig>()!);
        ModuleWeights.Load(vocoder, CheckpointFolder.ReadAverage(folder), folder);
        vocoder.eval();
        return vocoder;
    }

    private static CheckpointManifest Read(string folder, string kind)
    {
        var manifest = CheckpointFolder.ReadManifest(folder);
        return manifest.Kind == kind ? manifest : throw new VoiceSmithException("VS3006", $"'{folder}' cannot be packed as {kind}.",
            $"It is a checkpoint of kind '{manifest.Kind}'.", $"Name a checkpoint of 'voicesmith train {kind}'.");
    }

    /// <summary>The averaged weights that a network for synthesis has; parameters narrowed, constants as they are.</summary>
    private static IEnumerable<KeyValuePair<string, Tensor>> Weights(string folder, nn.Module shape)
    {
        var average = CheckpointFolder.ReadAverage(folder);
        var parameters = shape.named_parameters().Select(parameter => parameter.name).ToHashSet();
        return shape.state_dict().Keys.Select(key =>
            KeyValuePair.Create(key, parameters.Contains(key) ? average[key].to(ScalarType.Float16) : average[key]));
    }
}
