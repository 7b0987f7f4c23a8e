using System.Diagnostics;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Testing;

namespace VoiceSmith.Audio.Tests.Encoders;

public sealed class SoundEncoderTests
{
    private const int Rate = 22_050;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Encode_Pcm_PassesTheSamples()
    {
        var pcm = Voice(4000);
        Assert.Equal(pcm, await EncodeAsync(pcm, SoundFormat.Pcm));
    }

    [Fact]
    public async Task Encode_Wav_IsReadAsAStreamOfTheSameSamples()
    {
        var pcm = Voice(4000);
        var clip = WavFile.Read(new MemoryStream(await EncodeAsync(pcm, SoundFormat.Wav)));
        Assert.Equal((Rate, 1), (clip.SampleRate, clip.Channels));
        Assert.Equal(pcm, Pcm16.Encode(clip.Samples));
    }

    [Fact]
    public async Task Encode_AnotherRate_IsTheResampledSound()
    {
        var pcm = Voice(Rate);
        var expected = Pcm16.Encode(Resampler.Resample(Pcm16.Decode(pcm), Rate, 24_000));
        Assert.Equal(expected, await EncodeAsync(pcm, SoundFormat.Pcm, 24_000));
    }

    [Theory]
    [InlineData(SoundFormat.Opus, 0.99)]
    [InlineData(SoundFormat.Mp3, 0.99)]
    [InlineData(SoundFormat.Aac, 0.99)]
    [InlineData(SoundFormat.Flac, 0.9999)]
    public async Task Encode_Compressed_DecodesToTheSameSound(SoundFormat format, double least)
    {
        Programs.SkipWithout("ffmpeg");
        var pcm = Voice(2 * Rate);
        var path = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}");
        await File.WriteAllBytesAsync(path, await EncodeAsync(pcm, format), Token);
        try
        {
            var decoded = AudioDecoder.Read(path, Rate).Samples;
            Assert.InRange(decoded.Length, 2 * Rate - 64, 2 * Rate + 3000); // MP3 and AAC end with a whole block
            Assert.InRange(Correlation(Pcm16.Decode(pcm), decoded), least, 1.0001);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Encode_Opus_HasTheExactLengthForPlayers()
    {
        Programs.SkipWithout("ffprobe");
        var path = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.opus");
        await File.WriteAllBytesAsync(path, await EncodeAsync(Voice(Rate), SoundFormat.Opus), Token);
        try
        {
            using var probe = Process.Start(
                new ProcessStartInfo(
                    "ffprobe",
                    ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var said = await probe.StandardOutput.ReadToEndAsync(Token);
            Assert.Equal("", await probe.StandardError.ReadToEndAsync(Token));
            // ffprobe counts the pre-skip of 6.5 ms
            Assert.Equal(1.0065, double.Parse(said, System.Globalization.CultureInfo.InvariantCulture), 1e-3);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(SoundFormat.Wav)]
    [InlineData(SoundFormat.Opus)]
    [InlineData(SoundFormat.Mp3)]
    [InlineData(SoundFormat.Aac)]
    [InlineData(SoundFormat.Flac)]
    public async Task Encode_SoundStillBeingMade_BytesComeFirst(SoundFormat format)
    {
        Programs.SkipWithout("ffmpeg");
        var heard = new TaskCompletionSource();
        var (count, headers) = (
            0,
            format is SoundFormat.Opus ? 2
            : format is SoundFormat.Wav ? 1
            : 0
        );
        await foreach (var _ in SoundEncoder.EncodeAsync(Waiting(), Rate, format, null, Token))
            if (++count > headers)
                heard.TrySetResult();
        Assert.True(heard.Task.IsCompletedSuccessfully);

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Waiting()
        {
            yield return Voice(Rate);
            await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
            yield return Voice(Rate);
        }
    }

    [Theory]
    [InlineData(SoundFormat.Opus)]
    [InlineData(SoundFormat.Mp3)]
    public async Task Encode_AnyCutting_SameBytes(SoundFormat format)
    {
        Programs.SkipWithout("ffmpeg");
        var pcm = Voice(Rate / 2);
        if (format == SoundFormat.Mp3)
        {
            Assert.Equal(await EncodeAsync(pcm, format), await EncodeAsync(pcm, format, piece: 882));
            return;
        }
        var (whole, cut) = (
            await DecodeAsync(await EncodeAsync(pcm, format)),
            await DecodeAsync(await EncodeAsync(pcm, format, piece: 882))
        );
        Assert.Equal(whole, cut); // other pages, the same packets
    }

    [Fact]
    public async Task Encode_SourceFails_TheReaderGetsItsError()
    {
        Programs.SkipWithout("ffmpeg");
        foreach (var format in Enum.GetValues<SoundFormat>())
        {
            var error = await Assert.ThrowsAsync<VoiceSmithException>(async () =>
            {
                await foreach (var _ in SoundEncoder.EncodeAsync(Failing(), Rate, format, null, Token)) { }
            });
            Assert.Equal("VS0000", error.Code);
        }

        static async IAsyncEnumerable<ReadOnlyMemory<byte>> Failing()
        {
            yield return Voice(Rate);
            await Task.Yield();
            throw new VoiceSmithException("VS0000", "The source failed.", "", "");
        }
    }

    [Fact]
    public async Task Encode_ReaderLeaves_TheSourceEnds()
    {
        Programs.SkipWithout("ffmpeg");
        foreach (var format in Enum.GetValues<SoundFormat>())
        {
            var (ended, pieces) = (false, 0);
            await foreach (var _ in SoundEncoder.EncodeAsync(Endless(), Rate, format, null, Token))
                if (++pieces == 3) // headers come before the source is read
                    break;
            Assert.True(ended, format.ToString());

            async IAsyncEnumerable<ReadOnlyMemory<byte>> Endless(
                [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancelled = default
            )
            {
                try
                {
                    for (; ; await Task.Yield())
                    {
                        cancelled.ThrowIfCancellationRequested();
                        yield return Voice(Rate);
                    }
                }
                finally
                {
                    ended = true;
                }
            }
        }
    }

    [Theory]
    [InlineData(SoundFormat.Mp3)]
    [InlineData(SoundFormat.Flac)]
    public void Find_NoFfmpeg_SaysWhatToInstall(SoundFormat format)
    {
        var error = Assert.Throws<EncoderMissingException>(() => FfmpegEncoder.Find(format, Path.GetTempPath()));
        Assert.Equal("VS5006", error.Code);
        Assert.Contains("apt install ffmpeg", error.Fix, StringComparison.Ordinal);
    }

    /// <summary>A buzz with the spectrum of a vowel, which every codec for speech carries well.</summary>
    private static byte[] Voice(int samples) =>
        Pcm16.Encode([
            .. Enumerable
                .Range(0, samples)
                .Select(i =>
                    (float)
                        Enumerable.Range(1, 20).Sum(k => 0.3 / k * Math.Sin(2 * Math.PI * 120 * k * i / Rate + k * k))
                    * 0.5f
                ),
        ]);

    private static async Task<byte[]> EncodeAsync(
        byte[] pcm,
        SoundFormat format,
        int? rate = null,
        int piece = int.MaxValue
    )
    {
        var encoded = new MemoryStream();
        var pieces = pcm.Chunk(Math.Min(piece, pcm.Length) & ~1)
            .Select(one => (ReadOnlyMemory<byte>)one)
            .ToAsyncEnumerable();
        await foreach (var bytes in SoundEncoder.EncodeAsync(pieces, Rate, format, rate, Token))
            encoded.Write(bytes.Span);
        return encoded.ToArray();
    }

    private static async Task<float[]> DecodeAsync(byte[] encoded)
    {
        var path = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}");
        await File.WriteAllBytesAsync(path, encoded, Token);
        var samples = AudioDecoder.Read(path).Samples;
        File.Delete(path);
        return samples;
    }

    /// <summary>
    /// The best correlation over delays of up to 3000 samples: some codecs put silence before the sound.
    /// </summary>
    private static double Correlation(float[] sound, float[] decoded) =>
        Enumerable
            .Range(-100, 3100)
            .Max(delay =>
            {
                double both = 0,
                    one = 1e-12,
                    other = 1e-12;
                for (var i = 1000; i < sound.Length - 4000; i += 2)
                    if (i + delay >= 0 && i + delay < decoded.Length)
                        (both, one, other) = (
                            both + sound[i] * decoded[i + delay],
                            one + sound[i] * sound[i],
                            other + decoded[i + delay] * decoded[i + delay]
                        );
                return both / Math.Sqrt(one * other);
            });
}
