using VoiceSmith.Testing;

namespace VoiceSmith.Audio.Tests;

public sealed class AudioDecoderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("voicesmith-audio-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Read_StereoWav_IsMonoAtTheAskedRate()
    {
        var path = Path.Combine(folder, "stereo.dat"); // the name says nothing: the content does
        var left = Sounds.Sine(440, 44100, 44100);
        WavFile.Write(path, new AudioClip([.. left.SelectMany(sample => new[] { sample, 0f })], 44100, 2));
        var clip = AudioDecoder.Read(path, 22050);
        Assert.Equal((22050, 1, 22050), (clip.SampleRate, clip.Channels, clip.Length));
        Assert.Equal(0.25 / Math.Sqrt(2), Sounds.Rms(clip.Samples), 1e-3);
    }

    [Fact]
    public void Read_Flac_GivesTheSamplesThatWentIn()
    {
        SkipWithoutFfmpeg();
        var (wav, flac) = (Path.Combine(folder, "in put.wav"), Path.Combine(folder, "in put.flac"));
        var sound = Pcm16.Decode(Pcm16.Encode(Sounds.Noise(5, 10_000)));
        WavFile.Write(wav, new AudioClip(sound, 22050));
        FFMpegCore.FFMpegArguments.FromFileInput(wav).OutputToFile(flac).ProcessSynchronously();
        var clip = AudioDecoder.Read(flac, 22050);
        Assert.Equal(sound, clip.Samples);
        File.WriteAllBytes(flac, File.ReadAllBytes(flac)[..15_000]);
        Assert.Throws<AudioDecodeException>(() => AudioDecoder.Read(flac, 22050)); // never half of it, silently
    }

    [Fact]
    public void Read_NoSound_SaysWhatFfmpegSays()
    {
        SkipWithoutFfmpeg();
        var path = Path.Combine(folder, "text.mp3");
        File.WriteAllText(path, "This is no sound.");
        var error = Assert.Throws<AudioDecodeException>(() => AudioDecoder.Read(path, 22050));
        Assert.Equal("VS5004", error.Code);
        Assert.Contains(path, error.What, StringComparison.Ordinal);
        Assert.Contains("Invalid", error.Why, StringComparison.Ordinal);
    }

    /// <summary>
    /// A file that says to be MP3 and lists another file or an address: ffmpeg would read what its user may not see.
    /// </summary>
    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{1}\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile secret.aac\n")]
    public void Read_ListOfOtherFiles_OpensNoneOfThem(string list)
    {
        SkipWithoutFfmpeg();
        var (wav, secret) = (Path.Combine(folder, "secret.wav"), Path.Combine(folder, "secret.aac"));
        WavFile.Write(wav, new AudioClip(Sounds.Sine(440, 22050, 22050), 22050));
        FFMpegCore.FFMpegArguments.FromFileInput(wav).OutputToFile(secret).ProcessSynchronously();
        Assert.NotEmpty(AudioDecoder.Read(secret, 22050).Samples);
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        foreach (var head in (string[])["", "ID3\x03\0\0\0\0\0\0"])
        {
            var path = Path.Combine(folder, "list.mp3");
            File.WriteAllText(path, head + string.Format(null, list, secret, $"http://{listener.LocalEndpoint}/x.aac"));
            Assert.Throws<AudioDecodeException>(() => AudioDecoder.Read(path, 22050));
        }
        Assert.False(listener.Pending());
    }

    /// <summary>Names are arguments of ffmpeg: none is a command, an option or an address.</summary>
    [Theory]
    [InlineData("$(touch pwned).mp3")]
    [InlineData("`touch pwned`.mp3")]
    [InlineData("a; touch pwned;.mp3")]
    [InlineData("a' -y pwned '.mp3")]
    [InlineData("-y pwned -i .mp3")]
    [InlineData("http:@127.0.0.1@x.mp3")]
    [InlineData("concat:a|b.mp3")]
    [InlineData("%s%d.mp3")]
    public void Read_NameLikeACommand_IsOnlyAName(string name)
    {
        SkipWithoutFfmpeg();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Some of these can be no names there.");
        var (wav, path) = (Path.Combine(folder, "in.wav"), Path.Combine(folder, name));
        WavFile.Write(wav, new AudioClip(Sounds.Sine(440, 22050, 22050), 22050));
        FFMpegCore
            .FFMpegArguments.FromFileInput(wav)
            .OutputToFile(Path.ChangeExtension(wav, "mp3"))
            .ProcessSynchronously();
        File.Move(Path.ChangeExtension(wav, "mp3"), path);
        Assert.NotEmpty(AudioDecoder.Read(path, 22050).Samples);
        Assert.Equal([wav, path], Directory.GetFiles(folder).OrderByDescending(file => file == wav));
        Assert.False(File.Exists("pwned"));
    }

    [Fact]
    public void Read_CompressedWithoutFfmpeg_NamesIt()
    {
        var path = Path.Combine(folder, "sound.flac");
        File.WriteAllBytes(path, [.. "fLaC"u8, 0, 0, 0, 34]);
        var error = Assert.Throws<FfmpegMissingException>(() => AudioDecoder.ReadWith(path, searchPath: folder));
        Assert.Equal("VS5003", error.Code);
        Assert.Contains("ffmpeg", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AdpcmWav_GoesThroughFfmpeg()
    {
        SkipWithoutFfmpeg();
        var (wav, adpcm) = (Path.Combine(folder, "plain.wav"), Path.Combine(folder, "adpcm.wav"));
        WavFile.Write(wav, new AudioClip(Sounds.Sine(440, 22050, 22050), 22050));
        FFMpegCore
            .FFMpegArguments.FromFileInput(wav)
            .OutputToFile(adpcm, true, options => options.WithAudioCodec("adpcm_ms"))
            .ProcessSynchronously();
        Assert.Equal(0.5 / Math.Sqrt(2), Sounds.Rms(AudioDecoder.Read(adpcm, 22050).Samples), 0.01);
        Assert.Throws<FfmpegMissingException>(() => AudioDecoder.ReadWith(adpcm, searchPath: null));
    }

    [Theory]
    [InlineData("pcm_s16be", true)]
    [InlineData("pcm_s24be", true)]
    [InlineData("pcm_s32be", true)]
    [InlineData("pcm_s8", false)] // NAudio reads its padding too
    [InlineData("pcm_s16le", false)] // as AIFF-C
    [InlineData("pcm_f32be", false)]
    public void Read_Aiff_WithoutFfmpegWhereItIsPlain(string codec, bool plain)
    {
        SkipWithoutFfmpeg();
        var (wav, aiff) = (Path.Combine(folder, "plain.wav"), Path.Combine(folder, "sound.aif"));
        var sound = Pcm16.Decode(Pcm16.Encode(Sounds.Noise(5, 10_001 * 2, 0.9)));
        WavFile.Write(wav, new AudioClip(sound, 22050, 2));
        FFMpegCore
            .FFMpegArguments.FromFileInput(wav)
            .OutputToFile(aiff, true, options => options.WithAudioCodec(codec))
            .ProcessSynchronously();
        if (plain)
        {
            var clip = AudioDecoder.ReadWith(aiff, searchPath: null);
            Assert.Equal((22050, 2), (clip.SampleRate, clip.Channels));
            Assert.Equal(sound, clip.Samples);
            File.WriteAllBytes(aiff, File.ReadAllBytes(aiff)[..5000]);
        }
        // cut short or another encoding
        Assert.Throws<FfmpegMissingException>(() => AudioDecoder.ReadWith(aiff, searchPath: null));
    }

    [Fact]
    public void Read_MissingFile_SaysSo() =>
        Assert.Throws<FileNotFoundException>(() => AudioDecoder.Read(Path.Combine(folder, "none.wav"), 22050));

    [Fact]
    public void Read_DamagedWav_IsNotPassedOn()
    {
        var path = Path.Combine(folder, "cut.wav");
        WavFile.Write(path, new AudioClip(Sounds.Noise(1, 1000), 22050));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..500]);
        Assert.Throws<WavFormatException>(() => AudioDecoder.Read(path, 22050));
    }

    [Fact]
    public void Read_CorpusFlac_Decodes()
    {
        SkipWithoutFfmpeg();
        var path = Directory
            .EnumerateFiles(SharedFolder.Require("corpus", "kathleen", "wavs"), "*.flac")
            .Order(StringComparer.Ordinal)
            .First();
        var clip = AudioDecoder.Read(path, 22050);
        Assert.Equal(22050, clip.SampleRate);
        Assert.InRange(clip.Duration.TotalSeconds, 0.5, 20);
    }

    private static void SkipWithoutFfmpeg() =>
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(f => Path.Exists(Path.Combine(f, "ffmpeg")) || Path.Exists(Path.Combine(f, "ffmpeg.exe"))),
            "ffmpeg is not installed."
        );
}
