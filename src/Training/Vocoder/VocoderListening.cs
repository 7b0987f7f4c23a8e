using VoiceSmith.Audio;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Vocoder;

/// <summary>What one hears of a vocoder in training.</summary>
internal static class VocoderListening
{
    /// <summary>Log-mel of one recording, [band, frame].</summary>
    public static Tensor MelOf(this IMelSource source, Utterance utterance)
    {
        var mel = new float[utterance.Frames * source.Bands];
        source.ReadMel(utterance.FirstFrame, utterance.Frames, mel);
        return tensor(mel).view(utterance.Frames, -1).transpose(0, 1).contiguous();
    }

    /// <summary>Saves a recording as a vocoder makes it again, with a picture of both mels.</summary>
    public static void Listen(this ValidationPass pass, IVocoder vocoder, Dataset data, Utterance utterance)
    {
        using var scope = NewDisposeScope();
        using var extractor = new MelSpectrogram(data.Manifest.Mel);
        var mel = data.MelOf(utterance);
        var sound = ValidationVocoder.Decode(vocoder, mel);
        pass.SaveSound(utterance.Id, new AudioClip(sound, vocoder.SampleRate));
        var made = extractor.call(tensor(sound).unsqueeze(0)).squeeze(0);
        pass.SaveMels(utterance.Id, (mel, "recording"), (made, $"vocoder, step {pass.Number}"));
    }
}
