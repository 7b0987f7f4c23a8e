using FFMpegCore;
using FFMpegCore.Exceptions;
using FFMpegCore.Pipes;

namespace VoiceSmith.Audio;

/// <summary>
/// Reads sound files of every kind: WAV and AIFF here, all others (FLAC, MP3, Opus, …) through an installed ffmpeg.
/// </summary>
public static class AudioDecoder
{
    /// <summary>
    /// Formats that contain sound. Of the others some are lists of further files and addresses, which ffmpeg would open
    /// for whoever made the file: it recognises them whatever the file's name and first bytes say.
    /// </summary>
    private const string FfmpegInput =
        "-protocol_whitelist file -format_whitelist "
        + "aac,ac3,aiff,amr,ape,asf,au,avi,caf,eac3,flac,matroska,mov,mp3,mpc,mpc8,mpegts,ogg,tta,w64,wav,wv";

    /// <summary>Reads a file as mono at the asked rate.</summary>
    /// <param name="path">The file; its content decides the format, not its name.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="WavFormatException">Damaged WAV.</exception>
    /// <exception cref="FfmpegMissingException">
    /// Neither plain WAV nor plain AIFF, and no ffmpeg on the PATH.
    /// </exception>
    /// <exception cref="AudioDecodeException">Ffmpeg could not decode it.</exception>
    /// <exception cref="AudioTooLongException">More samples than <see cref="WavFile.MaxSamples"/>.</exception>
    public static AudioClip Read(string path, int sampleRate) => Read(path).ToMono().Resample(sampleRate);

    /// <summary>Reads a file at its own rate, with its own channels.</summary>
    public static AudioClip Read(string path) => ReadWith(path, Environment.GetEnvironmentVariable("PATH"));

    /// <summary>Reads a file, with ffmpeg only if it is in one of the folders named.</summary>
    internal static AudioClip ReadWith(string path, string? searchPath)
    {
        try
        {
            if (BeginsWith(path, "RIFF"u8))
                return WavFile.Read(path);
            if (BeginsWith(path, "FORM"u8) && AiffFile.TryRead(path) is { } clip)
                return clip;
        }
        catch (WavEncodingException)
        {
            // ADPCM, A-law and the like
        }
        return ReadWithFfmpeg(path, searchPath);
    }

    private static bool BeginsWith(string path, ReadOnlySpan<byte> mark)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[mark.Length];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == mark.Length
            && start.SequenceEqual(mark);
    }

    /// <summary>
    /// Ffmpeg writes WAV of 32-bit floats into a pipe: rate and channels come in its header. It stops at the first
    /// damage.
    /// </summary>
    private static AudioClip ReadWithFfmpeg(string path, string? searchPath)
    {
        if (!FfmpegIsOn(searchPath))
            throw new FfmpegMissingException(path);
        if (path.Contains('"'))
            throw new AudioDecodeException(
                path,
                "A file that ffmpeg reads must not have a quotation mark in its name."
            );
        var sink = new WavSink(path);
        var complaints = new List<string>();
        try
        {
            FFMpegArguments
                .FromFileInput(Path.GetFullPath(path), addArguments: options => options.WithCustomArgument(FfmpegInput))
                .OutputToPipe(
                    sink,
                    options => options.WithCustomArgument("-xerror -vn -map 0:a:0 -c:a pcm_f32le").ForceFormat("wav")
                )
                .NotifyOnStandardError(complaints.Add)
                .ProcessSynchronously();
        }
        catch (Exception e) when (e is FFMpegException or IOException && sink.Error is not AudioTooLongException)
        {
            throw new AudioDecodeException(
                path,
                $"Ffmpeg says: {complaints.LastOrDefault(line => line.Trim().Length > 0) ?? e.Message}",
                e
            );
        }
        catch (Exception e) when (e is FFMpegException or IOException)
        {
            // It was cut off because it is too long: that is thrown below.
        }
        return sink.Clip ?? throw sink.Error ?? new AudioDecodeException(path, "Ffmpeg ended without a sound.");
    }

    private static bool FfmpegIsOn(string? searchPath)
    {
        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        return (searchPath ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, name)));
    }

    /// <summary>
    /// Reads WAV as it comes out of ffmpeg: the whole file is never in memory twice, and a too long one stops early.
    /// </summary>
    private sealed class WavSink(string source) : IPipeSink
    {
        public AudioClip? Clip { get; private set; }

        public VoiceSmithException? Error { get; private set; }

        public string GetStreamArguments() => "";

        public Task ReadAsync(Stream inputStream, CancellationToken cancellationToken)
        {
            try
            {
                Clip = WavFile.Read(inputStream, source);
            }
            catch (VoiceSmithException e)
            {
                Error = e;
            }
            return Task.CompletedTask;
        }
    }
}
