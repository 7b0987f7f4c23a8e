using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace VoiceSmith.Audio.Encoders;

/// <summary>
/// Encodes sound by an ffmpeg that reads samples and writes the encoded sound at the same time, through pipes.
/// </summary>
internal static class FfmpegEncoder
{
    private const int PieceLength = 16_384;

    /// <summary>Path of the installed ffmpeg.</summary>
    /// <exception cref="EncoderMissingException">VS5006: it is not on the PATH.</exception>
    public static string Find(SoundFormat format) => Find(format, Environment.GetEnvironmentVariable("PATH"));

    internal static string Find(SoundFormat format, string? searchPath)
    {
        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        return (searchPath ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, name))
                .FirstOrDefault(File.Exists)
            ?? throw new EncoderMissingException(format);
    }

    /// <param name="pcm">16-bit little-endian mono samples.</param>
    /// <param name="sampleRate">Their rate, Hz.</param>
    /// <param name="format">MP3, AAC or FLAC.</param>
    /// <param name="ffmpeg">Path of the program.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> EncodeAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> pcm,
        int sampleRate,
        SoundFormat format,
        string ffmpeg,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var process =
            Process.Start(StartOf(ffmpeg, sampleRate, format))
            ?? throw new EncodeFailedException(format, "Ffmpeg did not start.", null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var feeding = FeedAsync(pcm, process.StandardInput.BaseStream, stop.Token);
        try
        {
            while (true)
            {
                var buffer = new byte[PieceLength];
                var read = await process.StandardOutput.BaseStream.ReadAsync(buffer, stop.Token).ConfigureAwait(false);
                if (read == 0)
                    break;
                yield return buffer.AsMemory(0, read);
            }
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            var error = await feeding.ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new EncodeFailedException(
                    format,
                    LastLine(await complaints.ConfigureAwait(false)) ?? $"Ffmpeg ended with code {process.ExitCode}.",
                    error
                );
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            if (!process.HasExited)
                process.Kill();
            await ((Task)feeding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)complaints).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Writes samples until they end; an ffmpeg that went away is no error here: its exit code is.</summary>
    private static async Task<IOException?> FeedAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> pcm,
        Stream input,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (var piece in pcm.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await input.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                await input.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
            return null;
        }
        catch (IOException gone)
        {
            return gone;
        }
        finally
        {
            input.Close();
        }
    }

    private static ProcessStartInfo StartOf(string ffmpeg, int sampleRate, SoundFormat format)
    {
        string[] encoding = format switch
        {
            SoundFormat.Mp3 =>
            [
                "-c:a", "libmp3lame", "-b:a", "128k", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3",
            ],
            SoundFormat.Aac => ["-c:a", "aac", "-b:a", "128k", "-f", "adts"],
            SoundFormat.Flac => ["-c:a", "flac", "-f", "flac"],
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        return new(
            ffmpeg,
            [
                "-hide_banner", "-loglevel", "error", "-probesize", "32", "-f", "s16le", "-ar",
                $"{sampleRate}",
                "-ac", "1", "-i", "pipe:0",
                .. encoding,
                "-flush_packets",
                "1",
                "pipe:1",
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
    }

    private static string? LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
