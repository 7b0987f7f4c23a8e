using NAudio.Wave;
using VoiceSmith.Audio.Playback;

namespace VoiceSmith.Audio.Tests.Playback;

/// <summary>The players on the PATH are scripts, which write what they are given into a file.</summary>
public sealed class ProcessPlayerTests : IDisposable
{
    private static readonly float[] Samples = Sounds.Noise(3, 30_000, 0.5);
    private readonly string _folder = Directory.CreateTempSubdirectory("players").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Heard => Path.Combine(_folder, "heard.wav");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Play_Sound_ReachesTheFirstKnownProgramWhole()
    {
        Script("ffplay", "exit 9");
        Script("aplay", $"""echo "$@" > "{_folder}/arguments"; cat > "{Heard}" """);
        var pcm = Pcm16.Encode(Samples);
        var wave = new StreamedWave(new(22050));
        Assert.True(await wave.WriteAsync(pcm, Token));
        wave.Complete();
        await PlayAsync(wave);
        var heard = WavFile.Read(Heard);
        Assert.Equal((22050, 1), (heard.SampleRate, heard.Channels));
        Assert.Equal(Pcm16.Decode(pcm), heard.Samples);
        Assert.Equal("-q -", (await File.ReadAllTextAsync(Path.Combine(_folder, "arguments"), Token)).Trim());
    }

    [Fact]
    public async Task Play_FloatsInStereo_BecomeSixteenBits()
    {
        Script("pw-play", $"""cat > "{Heard}" """);
        await PlayAsync(new AudioClip([0.5f, -0.5f, 0.25f, -0.25f], 48000, 2).ToSampleProvider().ToWaveProvider());
        Assert.Equal(
            (48000, 2, 2),
            (WavFile.Read(Heard).SampleRate, WavFile.Read(Heard).Channels, WavFile.Read(Heard).Length)
        );
    }

    [Fact]
    public async Task Play_ProgramFails_ItsLastWordsAreTold()
    {
        Script("aplay", "echo first >&2; echo 'audio open error: No such file or directory' >&2; exit 1");
        var error = await Assert.ThrowsAsync<PlayerFailedException>(() =>
            PlayAsync(new AudioClip(Samples, 22050).ToSampleProvider().ToWaveProvider16())
        );
        Assert.Equal("VS5010", error.Code);
        Assert.Contains("exit code 1: audio open error", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WhilePlaying_EndsTheProgramWithoutAnError()
    {
        Script("aplay", "exec sleep 60");
        using var player = ProcessPlayer.Find(_folder);
        var stopped = Stopped(player);
        player.Init(new AudioClip(new float[10_000_000], 22050).ToSampleProvider().ToWaveProvider16());
        player.Play();
        player.Stop();
        await stopped.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(PlaybackState.Stopped, player.PlaybackState);
    }

    [Fact]
    public void Find_NothingThatPlays_NamesWhatWouldDo()
    {
        var error = Assert.Throws<PlayerMissingException>(() => ProcessPlayer.Find(_folder));
        Assert.Equal("VS5009", error.Code);
        Assert.All(
            ["aplay", "pw-play", "ffplay"],
            name => Assert.Contains(name, error.Message, StringComparison.Ordinal)
        );
        Assert.Throws<PlayerMissingException>(() => ProcessPlayer.Find(null));
    }

    private async Task PlayAsync(IWaveProvider sound)
    {
        using var player = ProcessPlayer.Find(_folder);
        var stopped = Stopped(player);
        player.Init(sound);
        player.Play();
        await stopped.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    private static Task Stopped(IWavePlayer player)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        player.PlaybackStopped += (_, stop) =>
            _ = stop.Exception is { } error ? stopped.TrySetException(error) : stopped.TrySetResult();
        return stopped.Task;
    }

    private void Script(string name, string body)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(),
            "Scripts of a Unix shell stand for players."
        );
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
