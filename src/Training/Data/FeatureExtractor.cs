using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Training.Corpora;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Data;

/// <summary>Features of one recording as stored.</summary>
/// <param name="Frames">Mel frames.</param>
/// <param name="Samples">Frames × hop length, full scale ±32768.</param>
/// <param name="Mel">[frame, band], in steps of <see cref="PreparedCorpus.MelStep"/>.</param>
/// <param name="Contour">[frame, value], in the order of <see cref="ContourLayout"/>.</param>
internal sealed record RecordingFeatures(int Frames, short[] Samples, short[] Mel, float[] Contour)
{
    /// <summary>True if any frame is voiced.</summary>
    public bool IsVoiced
    {
        get
        {
            for (var t = ContourLayout.Voicing; t < Contour.Length; t += ContourLayout.Values)
                if (Contour[t] > 0)
                    return true;
            return false;
        }
    }
}

/// <summary>Extracts features from sound files. Thread-safe.</summary>
/// <param name="options">Settings of the preparation.</param>
internal sealed class FeatureExtractor(PreparationOptions options) : IDisposable
{
    private const int Version = 1; // increases when the same file and settings give other features

    private readonly MelSpectrogram _mel = new(options.Mel);
    private readonly PitchTracker _pitch = new(
        new PitchConfig(options.Mel.SampleRate, HopLength: options.Mel.HopLength)
    );
    private readonly byte[] _settings = JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Version,
            options.Mel,
            options.Loudness,
            options.TrimDb,
            options.KeepSilence,
            options.SilentBelow,
            options.MaxClippedShare,
        }
    );

    /// <summary>Hash of a file's content and of the settings that its features depend on.</summary>
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

    /// <summary>Hash of a file's key and of the limits on its duration: key of its rejection.</summary>
    public string RejectionKey(string key)
    {
        var limits = $"{key} {options.MinDuration.Ticks} {options.MaxDuration.Ticks}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(limits)).AsSpan(0, 16));
    }

    /// <summary>Features of a file; null, with the reason, where it is rejected.</summary>
    /// <exception cref="FfmpegMissingException">
    /// The file is not WAV and there is no ffmpeg: no file of its kind is readable.
    /// </exception>
    public RecordingFeatures? Extract(string path, out RejectionReason reason, out string detail)
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
        var infinite = clip.Samples.Count(sample => !float.IsFinite(sample));
        if (infinite > 0)
        {
            (reason, detail) = (RejectionReason.Unreadable, $"{infinite} of its samples are not finite numbers");
            return null;
        }
        var clipped = Clipping.Share(clip);
        clip = clip.ToMono().Resample(options.Mel.SampleRate);
        var loudness = Loudness.IntegratedLufs(clip);
        (reason, detail) = (RejectionReason.Silent, $"its loudness is {loudness:F0} LUFS");
        if (loudness < options.SilentBelow)
            return null;
        (reason, detail) = (RejectionReason.Clipped, $"{clipped:P2} of its samples are clipped at full scale");
        if (clipped > options.MaxClippedShare)
            return null;
        if (options.TrimDb is { } threshold)
            clip = Silence.Trim(clip, threshold, options.KeepSilence);
        if (!FitsLimits(options.Mel.FrameCount(clip.Length), out reason, out detail))
            return null;
        var features = Compute(options.Loudness is { } target ? Loudness.Normalize(clip, target) : clip);
        (reason, detail) = (RejectionReason.Silent, "no frame is voiced");
        return features.IsVoiced ? features : null;
    }

    /// <summary>True if a recording of this many mel frames is within the limits on duration.</summary>
    public bool FitsLimits(int frames, out RejectionReason reason, out string detail)
    {
        var seconds = frames * options.Mel.HopLength / (double)options.Mel.SampleRate;
        var (shortest, longest) = (options.MinDuration.TotalSeconds, options.MaxDuration.TotalSeconds);
        reason = seconds < shortest ? RejectionReason.TooShort : RejectionReason.TooLong;
        detail = $"{seconds:F2} s, limits {shortest} to {longest} s";
        return seconds >= shortest && seconds <= longest;
    }

    /// <inheritdoc/>
    public void Dispose() => _mel.Dispose();

    private RecordingFeatures Compute(AudioClip clip)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var mel = _mel.call(tensor(clip.Samples).unsqueeze(0)).squeeze(0); // [band, frame]
        var frames = (int)mel.shape[1];
        var energy = mel.exp().square().sum([0]).sqrt().log().cpu().data<float>().ToArray(); // [frame]
        var f0 = _pitch.Track(clip.Samples);
        var filled = F0Contour.FillUnvoiced([.. f0.Select(hz => (double)hz)]);
        var contour = new float[frames * ContourLayout.Values];
        for (var t = 0; t < frames; t++)
        {
            var values = contour.AsSpan(t * ContourLayout.Values, ContourLayout.Values);
            values[ContourLayout.LogF0] = filled[t] > 0 ? (float)Math.Log(filled[t]) : 0;
            values[ContourLayout.Voicing] = f0[t] > 0 ? 1 : 0;
            values[ContourLayout.Energy] = energy[t];
        }
        short[] samples = [.. clip.Samples.AsSpan(0, frames * options.Mel.HopLength).ToArray().Select(ToInt16)];
        return new(frames, samples, MelSteps(mel.transpose(0, 1)), contour);
    }

    /// <summary>Log-mel as stored: quantised in steps of <see cref="PreparedCorpus.MelStep"/>.</summary>
    internal static short[] MelSteps(Tensor mel) =>
        (mel / PreparedCorpus.MelStep)
            .round()
            .clamp(short.MinValue, short.MaxValue)
            .to(ScalarType.Int16)
            .cpu()
            .contiguous()
            .data<short>()
            .ToArray();

    private static short ToInt16(float sample) =>
        (short)Math.Clamp(MathF.Round(sample * 32768), short.MinValue, short.MaxValue);
}
