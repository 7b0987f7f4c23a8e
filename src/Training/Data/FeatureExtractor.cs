using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Audio;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Data;

/// <summary>Features of one recording as they lie in the files.</summary>
/// <param name="Frames">Mel frames.</param>
/// <param name="Samples">Frames × hop length, full scale ±32768.</param>
/// <param name="Mel">[frame, band], in steps of <see cref="Dataset.MelStep"/>.</param>
/// <param name="Contour">[frame, 3], see <see cref="Dataset.Contour"/>.</param>
internal sealed record Features(int Frames, short[] Samples, short[] Mel, float[] Contour)
{
    /// <summary>Whether any frame is voiced.</summary>
    public bool IsVoiced
    {
        get
        {
            for (var t = 1; t < Contour.Length; t += Dataset.ContourValues)
                if (Contour[t] > 0)
                    return true;
            return false;
        }
    }
}

/// <summary>Makes features of sound files, or says why it cannot. Safe to share among threads.</summary>
/// <param name="options">How.</param>
internal sealed class FeatureExtractor(PreparationOptions options) : IDisposable
{
    private const int Version = 1; // goes up when the same file and settings give other features

    private readonly MelSpectrogram _mel = new(options.Mel);
    private readonly PitchTracker _pitch = new(new PitchConfig(options.Mel.SampleRate, HopLength: options.Mel.HopLength));
    private readonly byte[] _settings = JsonSerializer.SerializeToUtf8Bytes(new
    {
        Version, options.Mel, options.Loudness, options.TrimDb, options.KeepSilence, options.SilentBelow, options.MaxClippedShare,
    });

    /// <summary>Names the features of a file: changes with its content, and with what they are made with.</summary>
    public string KeyOf(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_settings);
        using var stream = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Names what a file is judged to be: its key, and the limits on its length.</summary>
    public string VerdictKey(string key) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{key} {options.MinDuration.Ticks} {options.MaxDuration.Ticks}")).AsSpan(0, 16));

    /// <summary>Features of a file; null, and why, where it is of no use.</summary>
    /// <exception cref="FfmpegMissingException">The file is no WAV, and there is no ffmpeg: no file of its kind can be read.</exception>
    public Features? Extract(string path, out RejectionReason reason, out string detail)
    {
        AudioClip clip;
        try
        {
            clip = AudioDecoder.Read(path);
        }
        catch (Exception error) when (error is (VoiceSmithException and not FfmpegMissingException) or IOException)
        {
            (reason, detail) = (RejectionReason.Unreadable, error.Message);
            return null;
        }
        var clipped = Clipping.Share(clip);
        clip = clip.ToMono().Resample(options.Mel.SampleRate);
        var loudness = Loudness.IntegratedLufs(clip);
        (reason, detail) = (RejectionReason.Silent, $"its loudness is {loudness:F0} LUFS");
        if (loudness < options.SilentBelow)
            return null;
        (reason, detail) = (RejectionReason.Clipped, $"{clipped:P2} of it is cut off at full scale");
        if (clipped > options.MaxClippedShare)
            return null;
        if (options.TrimDb is { } threshold)
            clip = Silence.Trim(clip, threshold, options.KeepSilence);
        if (!FitsLimits(options.Mel.FrameCount(clip.Length), out reason, out detail))
            return null;
        var features = Compute(options.Loudness is { } wanted ? Loudness.Normalize(clip, wanted) : clip);
        (reason, detail) = (RejectionReason.Silent, "no voiced sound in it");
        return features.IsVoiced ? features : null;
    }

    /// <summary>Whether a recording of so many frames is neither too short nor too long.</summary>
    public bool FitsLimits(int frames, out RejectionReason reason, out string detail)
    {
        var seconds = frames * options.Mel.HopLength / (double)options.Mel.SampleRate;
        reason = seconds < options.MinDuration.TotalSeconds ? RejectionReason.TooShort : RejectionReason.TooLong;
        detail = $"{seconds:F2} s, wanted {options.MinDuration.TotalSeconds} to {options.MaxDuration.TotalSeconds}";
        return seconds >= options.MinDuration.TotalSeconds && seconds <= options.MaxDuration.TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose() => _mel.Dispose();

    private Features Compute(AudioClip clip)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var mel = _mel.call(tensor(clip.Samples).unsqueeze(0)).squeeze(0);                 // [band, frame]
        var frames = (int)mel.shape[1];
        var energy = mel.exp().square().sum([0]).sqrt().log().cpu().data<float>().ToArray();     // [frame]
        var f0 = _pitch.Track(clip.Samples);
        var filled = F0Contour.FillUnvoiced([.. f0.Select(hz => (double)hz)]);
        var contour = new float[frames * Dataset.ContourValues];
        for (var t = 0; t < frames; t++)
            (contour[3 * t], contour[3 * t + 1], contour[3 * t + 2]) = (filled[t] > 0 ? (float)Math.Log(filled[t]) : 0, f0[t] > 0 ? 1 : 0, energy[t]);
        return new(frames, [.. clip.Samples.AsSpan(0, frames * options.Mel.HopLength).ToArray().Select(ToInt16)], MelSteps(mel.transpose(0, 1)), contour);
    }

    /// <summary>Log-mel as it is kept: in whole steps of <see cref="Dataset.MelStep"/>.</summary>
    internal static short[] MelSteps(Tensor mel) =>
        (mel / Dataset.MelStep).round().clamp(short.MinValue, short.MaxValue).to(ScalarType.Int16).cpu().contiguous().data<short>().ToArray();

    private static short ToInt16(float sample) => (short)Math.Clamp(MathF.Round(sample * 32768), short.MinValue, short.MaxValue);
}
