using NAudio.Wave;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Testing;

namespace VoiceSmith.Tests;

public sealed class PlayTests : IAsyncLifetime
{
    private readonly TextToSpeech _speech = new(TinyVoice.Create(), new() { Workers = 1 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _speech.DisposeAsync();

    [Fact]
    public async Task Play_WholeUtterance_PlaysEverySampleAndPassesEventsOn()
    {
        using var player = new FakePlayer();
        var sound = await _speech.SpeakToMemoryAsync("One. Two.", null, Token);
        var events = await _speech
            .SpeakAsync("One. Two.", cancellationToken: Token)
            .Play(player, Token)
            .ToListAsync(Token);
        Assert.Equal(sound.Pcm, player.Played.ToArray());
        Assert.Equal((22050, 1), (player.OutputWaveFormat.SampleRate, player.OutputWaveFormat.Channels));
        Assert.IsType<SpeechStarted>(events[0]);
        Assert.IsType<SpeechEnded>(events[^1]);
    }

    [Fact]
    public async Task Play_PlayerFails_ItsErrorEndsTheUtterance()
    {
        using var player = new FakePlayer { FailsAfter = 1000 };
        var text = string.Join(' ', Enumerable.Repeat("A sentence of some length.", 20));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _speech.SpeakAsync(text, cancellationToken: Token).Play(player, Token).SummarizeAsync(Token)
        );
        Assert.Equal("no device", error.Message);
    }

    [Fact]
    public async Task Play_ListenerLeaves_StopsThePlayer()
    {
        using var player = new FakePlayer();
        await foreach (
            var happened in _speech.SpeakAsync("One. Two. Three.", cancellationToken: Token).Play(player, Token)
        )
            if (happened is SoundMade)
                break;
        Assert.True(player.WasStopped);
    }

    /// <summary>Takes the sound as fast as it comes.</summary>
    private sealed class FakePlayer : IWavePlayer
    {
        private IWaveProvider? _source;
        private Thread? _thread;
        private volatile bool _stopped;

        public event EventHandler<StoppedEventArgs>? PlaybackStopped;

        public MemoryStream Played { get; } = new();

        public long FailsAfter { get; init; } = long.MaxValue;

        public bool WasStopped => _stopped;

        public float Volume { get; set; } = 1;

        public PlaybackState PlaybackState => PlaybackState.Playing;

        public WaveFormat OutputWaveFormat => _source!.WaveFormat;

        public void Init(IWaveProvider waveProvider) => _source = waveProvider;

        public void Play()
        {
            _thread = new(() =>
            {
                var buffer = new byte[500];
                while (!_stopped && Played.Length < FailsAfter && _source!.Read(buffer) is > 0 and var read)
                    Played.Write(buffer, 0, read);
                PlaybackStopped?.Invoke(
                    this,
                    new(Played.Length >= FailsAfter ? new InvalidOperationException("no device") : null)
                );
            });
            _thread.Start();
        }

        public void Pause() { }

        public void Stop() => _stopped = true;

        public void Dispose()
        {
            Stop();
            _thread?.Join();
        }
    }
}
