using VoiceSmith.Audio;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Vocoder;

/// <summary>Sound and pictures of a vocoder in training.</summary>
public static class VocoderValidation
{
    /// <summary>The samples of a whole mel, [band, frame].</summary>
    public static float[] DecodeWhole(this IVocoder vocoder, Tensor mel)
    {
        using var state = vocoder.NewState(seed: 0);
        return vocoder.Decode(mel, state, last: true);
    }

    /// <summary>Saves copy synthesis of a recording, with a picture of both mels.</summary>
    internal static void SaveCopySynthesis(
        this ValidationPass pass,
        IVocoder vocoder,
        PreparedCorpus data,
        Utterance utterance
    )
    {
        using var scope = NewDisposeScope();
        using var extractor = new MelSpectrogram(data.Manifest.Mel);
        var mel = data.MelOf(utterance);
        var samples = vocoder.DecodeWhole(mel);
        pass.SaveSound(utterance.Id, new AudioClip(samples, vocoder.SampleRate));
        var synthesised = extractor.call(tensor(samples).unsqueeze(0)).squeeze(0);
        pass.SaveMels(utterance.Id, (mel, "recording"), (synthesised, $"vocoder, step {pass.Number}"));
    }
}
