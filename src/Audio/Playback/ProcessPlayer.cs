using System.Diagnostics;
using NAudio.Wave;

namespace VoiceSmith.Audio.Playback;

/// <summary>
/// Plays through a command-line player that reads WAV from its standard input: aplay, pw-play or ffplay.
/// </summary>
public sealed class ProcessPlayer : IWavePlayer
{
    /// <summary>Known players in the order in which they are looked for, and their arguments.</summary>
    private static readonly (string Name, string[] Arguments)[] Known =
    [
        ("aplay", ["-q", "-"]),
        ("pw-play", ["-"]),
        ("ffplay", ["-nodisp", "-autoexit", "-loglevel", "error", "-f", "wav", "-i", "-"]),
    ];

    private readonly string _path;
    private readonly string[] _arguments;
    private readonly ManualResetEventSlim _playing = new(false);
    private readonly Lock _lock = new();
    private VolumeWaveProvider16? _source;
    private Process? _process;
    private Thread? _feeder;
    private volatile bool _stopping;

    private ProcessPlayer(string path, string[] arguments) => (_path, _arguments) = (path, arguments);

    /// <inheritdoc/>
    public event EventHandler<StoppedEventArgs>? PlaybackStopped;

    /// <summary>Names of the programs that can be used.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(player => player.Name)];

    /// <inheritdoc/>
    public float Volume
    {
        get => _source?.Volume ?? 1;
        set => (_source ?? throw new InvalidOperationException("Init comes first.")).Volume = value;
    }

    /// <inheritdoc/>
    public PlaybackState PlaybackState { get; private set; }

    /// <inheritdoc/>
    public WaveFormat OutputWaveFormat =>
        (_source ?? throw new InvalidOperationException("Init comes first.")).WaveFormat;

    /// <summary>The first known program on a search path.</summary>
    /// <param name="searchPath">Folders as in the PATH variable.</param>
    /// <exception cref="PlayerMissingException">None of them is there.</exception>
    public static ProcessPlayer Find(string? searchPath)
    {
        var folders = (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var (name, arguments) in Known)
            if (folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path)
                return new(path, arguments);
        throw new PlayerMissingException();
    }

    /// <inheritdoc/>
    public void Init(IWaveProvider waveProvider)
    {
        ArgumentNullException.ThrowIfNull(waveProvider);
        var format = waveProvider.WaveFormat;
        var isPcm16 = format is { Encoding: WaveFormatEncoding.Pcm, BitsPerSample: 16 };
        _source = new(isPcm16 ? waveProvider : waveProvider.ToSampleProvider().ToWaveProvider16());
    }

    /// <inheritdoc/>
    /// <exception cref="PlayerFailedException">The program cannot be started.</exception>
    public void Play()
    {
        if (_source is null)
            throw new InvalidOperationException("Init comes first.");
        lock (_lock)
        {
            PlaybackState = PlaybackState.Playing;
            _playing.Set();
            if (_feeder is not null)
                return;
            _process = Start();
            _feeder = new(Feed) { IsBackground = true, Name = "player" };
            _feeder.Start();
        }
    }

    /// <inheritdoc/>
    /// <remarks>The program still plays what it has buffered.</remarks>
    public void Pause()
    {
        lock (_lock)
        {
            if (PlaybackState != PlaybackState.Playing)
                return;
            PlaybackState = PlaybackState.Paused;
            _playing.Reset();
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        lock (_lock)
        {
            _stopping = true;
            _playing.Set();
            if (_process is { HasExited: false } running)
                running.Kill();
        }
    }

    /// <summary>Stops the program if it still plays.</summary>
    public void Dispose()
    {
        Stop();
        _process?.Dispose();
        // The feeder may still hold the event: it has no handle to free unless somebody waits on one.
    }

    private Process Start()
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo(_path, _arguments)
                {
                    RedirectStandardInput = true,
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new PlayerFailedException(_path, error.Message, error);
        }
    }

    /// <summary>Hands the sound to the program until it ends, then waits until the program has played it.</summary>
    private void Feed()
    {
        var (process, source) = (_process!, _source!);
        Exception? failure = null;
        try
        {
            var complaints = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            Exception? broken = null;
            try
            {
                Write(source, process.StandardInput.BaseStream);
            }
            catch (IOException error)
            {
                broken = error; // the program ended early; its exit code and message say why
            }
            process.WaitForExit();
            if (!_stopping && (process.ExitCode != 0 || broken is not null))
                failure = new PlayerFailedException(
                    _path,
                    Reason(process.ExitCode, complaints.GetAwaiter().GetResult()),
                    broken
                );
        }
#pragma warning disable CA1031 // Reported by the event, as IWavePlayer asks.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = _stopping ? null : error;
        }
        PlaybackState = PlaybackState.Stopped;
        PlaybackStopped?.Invoke(this, new(failure));
    }

    private void Write(VolumeWaveProvider16 source, Stream input)
    {
        var format = source.WaveFormat;
        using var wav = new WavWriter(input, format.SampleRate, format.Channels);
        var buffer = new byte[format.AverageBytesPerSecond / 10 / format.BlockAlign * format.BlockAlign];
        while (!_stopping && source.Read(buffer) is > 0 and var read)
        {
            _playing.Wait();
            wav.WriteEncoded(buffer.AsSpan(0, read));
            input.Flush();
        }
    }

    private static string Reason(int exitCode, string complaints)
    {
        var last = complaints
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault();
        return $"It ended with exit code {exitCode}{(last is null ? "" : $": {last}")}.";
    }
}
