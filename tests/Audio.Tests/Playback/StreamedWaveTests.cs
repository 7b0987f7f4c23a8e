using VoiceSmith.Audio.Playback;

namespace VoiceSmith.Audio.Tests.Playback;

public sealed class StreamedWaveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_SoundIsStillWritten_GetsAllOfItInOrder()
    {
        var wave = new StreamedWave(new(22050));
        var sound = Enumerable.Range(0, 50_000).Select(i => (byte)(i * 7)).ToArray();
        var reading = Task.Run(
            () =>
            {
                var (all, buffer) = (new MemoryStream(), new byte[3000]);
                while (wave.Read(buffer) is > 0 and var read)
                {
                    Assert.Equal(0, read % wave.WaveFormat.BlockAlign);
                    all.Write(buffer, 0, read);
                }
                return all.ToArray();
            },
            Token
        );
        foreach (var piece in sound.Chunk(777)) // odd: samples are cut in two
            Assert.True(await wave.WriteAsync(piece, Token));
        wave.Complete();
        Assert.Equal(sound, await reading);
    }

    [Fact]
    public async Task WriteAsync_ReaderIsFarBehind_WaitsUntilItStops()
    {
        var wave = new StreamedWave(new(1000), ahead: TimeSpan.FromSeconds(1));
        var writing = wave.WriteAsync(new byte[4000], Token).AsTask();
        Assert.False(writing.IsCompleted);
        wave.StopReading();
        Assert.False(await writing);
    }
}
