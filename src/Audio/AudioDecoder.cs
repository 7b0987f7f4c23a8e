using FFMpegCore;
using FFMpegCore.Exceptions;
using FFMpegCore.Pipes;

namespace VoiceSmith.Audio;

/// <summary>Reads sound files of every kind: WAV here, all others (FLAC, MP3, Opus, …) through an installed ffmpeg.</summary>
public static class AudioDecoder
{
    /// <summary>Reads a file as mono at the asked rate.</summary>
    /// <param name="path">The file; its content decides the format, not its name.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="WavFormatException">Damaged WAV.</exception>
    /// <exception cref="FfmpegMissingException">Not plain WAV, and no ffmpeg on the PATH.</exception>
    /// <exception cref="AudioDecodeException">Ffmpeg could not decode it.</exception>
    /// <exception cref="AudioTooLongException">More samples than <see cref="WavFile.MaxSamples"/>.</exception>
    public static AudioClip Read(string path, int sampleRate) => Read(path).ToMono().Resample(sampleRate);

    /// <summary>Reads a file at its own rate, with its own channels.</summary>
    public static AudioClip Read(string path)
    {
        if (!IsWav(path))
            return ReadWithFfmpeg(path);
        try
        {
            return WavFile.Read(path);
        }
        catch (WavEncodingException)
        {
            return ReadWithFfmpeg(path);       // ADPCM, A-law and the like
        }
    }

    private static bool IsWav(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[12];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..Math.Min(read, 4)].SequenceEqual("RIFF"u8);
    }

    /// <summary>Ffmpeg writes WAV of 32-bit floats into a pipe: rate and channels come in its header.</summary>
    private static AudioClip ReadWithFfmpeg(string path)
    {
        if (!FfmpegIsInstalled())
            throw new FfmpegMissingException(path);
        if (path.Contains('"'))
            throw new AudioDecodeException(path, "a file's name must not hold a quotation mark.");
        using var wav = new MemoryStream();
        var complaints = new List<string>();
        try
        {
            FFMpegArguments
                .FromFileInput(Path.GetFullPath(path))
                .OutputToPipe(new StreamPipeSink(wav), options => options
                    .WithCustomArgument($"-vn -map 0:a:0 -t {MaxSeconds} -c:a pcm_f32le -bitexact")
                    .ForceFormat("wav"))
                .NotifyOnStandardError(complaints.Add)
                .ProcessSynchronously();
        }
        catch (Exception e) when (e is FFMpegException or IOException)
        {
            throw new AudioDecodeException(path, complaints.LastOrDefault(line => line.Trim().Length > 0) ?? e.Message, e);
        }
        wav.Position = 0;
        return WavFile.Read(wav, path);
    }

    /// <summary>What ffmpeg is let decode: a longer file fails as too long rather than fill the memory.</summary>
    private const int MaxSeconds = 6 * 3600;

    private static bool FfmpegIsInstalled()
    {
        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, name)));
    }
}
