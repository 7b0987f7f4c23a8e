using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Vocoder;

namespace VoiceSmith.Training.Vocoder;

/// <summary>A vocoder that makes validation mels audible.</summary>
public static class ValidationVocoder
{
    /// <summary>The vocoder of a checkpoint, of a .voice file, or of the built-in voice; null where there is neither.</summary>
    /// <param name="path">A checkpoint, a run's folder or a .voice file; null for the built-in voice.</param>
    public static IVocoder? Load(string? path)
    {
        if (path is not null && !File.Exists(path))
            return VoicePacker.LoadVocoder(CheckpointFolder.NewestIn(path));
        if (path is null && !Voice.HasEmbedded)
            return null;
        var voice = path is null ? Voice.LoadEmbedded() : Voice.Load(path);
        voice.Acoustic.Dispose();
        return voice.Vocoder;
    }

    /// <summary>All of a mel [band, frame] as samples.</summary>
    public static float[] Decode(IVocoder vocoder, torch.Tensor mel)
    {
        using var state = vocoder.NewState(seed: 0);
        return vocoder.Decode(mel, state, last: true);
    }
}
