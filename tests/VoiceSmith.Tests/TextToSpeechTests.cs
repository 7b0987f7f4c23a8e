using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Testing;

namespace VoiceSmith.Tests;

public sealed class TextToSpeechTests : IAsyncLifetime
{
    private const string Text = "It costs $5. Really? Yes, it does.";

    private readonly TextToSpeech _speech = new(TinyVoice.Create(), new() { Workers = 2 });
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _speech.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task LoadAsync_VoiceFile_SpeaksWithIt()
    {
        var path = Path.Combine(_folder, "tiny.voice");
        TinyVoice.Write(path);
        await using var loaded = await TextToSpeech.LoadAsync(new() { Voice = path, Workers = 1 }, Token);
        Assert.Equal(("tiny", 22050), (loaded.Voice.Name, loaded.Format.SampleRate));
        var expected = await _speech.SpeakToMemoryAsync(Text, null, Token);
        Assert.Equal(expected.Pcm, (await loaded.SpeakToMemoryAsync(Text, null, Token)).Pcm);
    }

    [Fact]
    public async Task LoadAsync_NoSuchVoice_SaysSo()
    {
        var error = await Assert.ThrowsAsync<VoiceSmithException>(() =>
            TextToSpeech.LoadAsync(new() { Voice = "nobody at all" }, Token)
        );
        Assert.Equal("VS4001", error.Code);
    }

    [Fact]
    public void SpeakerNamed_UnknownName_SaysSo()
    {
        Assert.Equal((0, 0), (_speech.SpeakerNamed(null), _speech.SpeakerNamed("nobody")));
        Assert.Equal("VS4001", Assert.Throws<VoiceSmithException>(() => _speech.SpeakerNamed("somebody")).Code);
    }

    [Fact]
    public async Task SpeakAsync_TextInPieces_SameSoundAsWhole()
    {
        var whole = await _speech.SpeakToMemoryAsync(Text, null, Token);
        foreach (var length in new[] { 1, 5, 17 })
        {
            var pieces = Text.Chunk(length).Select(piece => new string(piece)).ToAsyncEnumerable();
            using var wav = new MemoryStream();
            var events = await _speech
                .SpeakAsync(pieces, cancellationToken: Token)
                .WriteWav(wav, Token)
                .ToListAsync(Token);
            Assert.Equal(whole.Pcm, wav.ToArray()[44..]);
            Assert.Equal(whole.Words, events.OfType<WordStarted>());
        }
    }

    [Fact]
    public async Task SpeakToFileAsync_Text_WritesTheStream()
    {
        var path = Path.Combine(_folder, "a.wav");
        var summary = await _speech.SpeakToFileAsync(Text, path, new() { Seed = 7 }, Token);
        var sound = await _speech.SpeakToMemoryAsync(Text, new() { Seed = 7 }, Token);
        using var expected = new MemoryStream();
        sound.WriteWav(expected);
        Assert.Equal(expected.ToArray(), await File.ReadAllBytesAsync(path, Token));
        Assert.Equal((sound.Duration, sound.Pcm.Length / 2), (summary.Duration, summary.Samples));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task SpeakToFileAsync_NothingToSay_KeepsTheFileThatWasThere()
    {
        var path = Path.Combine(_folder, "a.wav");
        await File.WriteAllTextAsync(path, "before", Token);
        var error = await Assert.ThrowsAnyAsync<VoiceSmithException>(() =>
            _speech.SpeakToFileAsync("…", path, cancellationToken: Token)
        );
        Assert.Equal("VS4004", error.Code);
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Equal("before", await File.ReadAllTextAsync(path, Token));
    }

    [Theory]
    [InlineData("")] // the folder itself
    [InlineData("not/there.wav")]
    public async Task SpeakToFileAsync_NoPlaceForAFile_SaysSo(string name)
    {
        var path = Path.Combine(_folder, name);
        var error = await Assert.ThrowsAsync<SoundNotWrittenException>(() =>
            _speech.SpeakToFileAsync(Text, path, cancellationToken: Token)
        );
        Assert.Equal(("VS5008", path), (error.Code, error.Path));
    }

    [Fact]
    public async Task SpeakAsync_Cancelled_EndsAndLeavesTheOthers()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var happened in _speech.SpeakAsync(Text, cancellationToken: stop.Token))
                if (happened is SoundMade)
                    await stop.CancelAsync();
        });
        Assert.NotEmpty((await _speech.SpeakToMemoryAsync("Go on.", null, Token)).Pcm);
    }

    [Fact]
    public void Constructor_WorkersOutOfRange_SaysSo() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextToSpeech(TinyVoice.Create(), new() { Workers = -1 }));
}
