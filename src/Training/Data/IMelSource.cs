using static TorchSharp.torch;

namespace VoiceSmith.Training.Data;

/// <summary>Log-mel of recordings, read by frame.</summary>
public interface IMelSource
{
    /// <summary>Mel bands.</summary>
    int Bands { get; }

    /// <summary>Reads log-mel frames.</summary>
    /// <param name="firstFrame">Index over all recordings of the data.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="mel">Receives [frame, band].</param>
    void ReadMel(int firstFrame, int frames, Span<float> mel);
}

/// <summary>Mels of whole recordings.</summary>
public static class MelSources
{
    /// <summary>Log-mel of one recording, [band, frame].</summary>
    public static Tensor MelOf(this IMelSource source, Utterance utterance)
    {
        var mel = new float[utterance.Frames * source.Bands];
        source.ReadMel(utterance.FirstFrame, utterance.Frames, mel);
        return tensor(mel).view(utterance.Frames, -1).transpose(0, 1).contiguous();
    }
}
