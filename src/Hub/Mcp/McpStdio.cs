using Microsoft.Extensions.Options;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Hub.Errors;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Mcp;

/// <summary>
/// The Model Context Protocol over standard input and output, for an assistant that starts the engine itself.
/// </summary>
public static class McpStdio
{
    /// <summary>Serves until the input ends.</summary>
    /// <param name="args">Configuration by command line, as the server takes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="VoiceSmithException">A voice cannot be loaded, or an option is out of its range.</exception>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        // the output is the protocol's
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSpeech(voices: null);
        builder.Services.AddSingleton<ISpeechEngine>(services => services.GetRequiredService<SpeechEngine>());
        builder.Services.AddOptions<McpOptions>().BindConfiguration(McpOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<McpOptions>, McpOptionsValidator>();
        builder.Services.AddSingleton<ISoundPlace, FileSoundPlace>();
        builder.Services.AddMcpServer().WithStdioServerTransport().WithTools<SpeechTools>();
        using var host = builder.Build();
        try
        {
            _ = host.Services.GetRequiredService<ISpeechEngine>();
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            throw new ServerOptionException(error);
        }
        await host.RunAsync(cancellationToken);
    }

    /// <summary>
    /// Links to files in a folder of this process, deleted when they expire and when the process ends.
    /// </summary>
    private sealed class FileSoundPlace(IOptions<McpOptions> options, TimeProvider time) : ISoundPlace, IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voicesmith-");
        private readonly List<ITimer> _timers = [];

        public string? Caller => null;

        public async Task<Uri> LinkAsync(byte[] sound, SoundFormat format, int sampleRate)
        {
            var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():n}.{format.ToString().ToLowerInvariant()}");
            await File.WriteAllBytesAsync(path, sound);
            lock (_timers)
                _timers.Add(
                    time.CreateTimer(_ => File.Delete(path), null, options.Value.LinkLifetime, Timeout.InfiniteTimeSpan)
                );
            return new(path);
        }

        public void Dispose()
        {
            lock (_timers)
                foreach (var timer in _timers)
                    timer.Dispose();
            if (_folder.Exists)
                _folder.Delete(recursive: true);
        }
    }
}
