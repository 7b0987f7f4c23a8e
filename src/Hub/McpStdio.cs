using Microsoft.Extensions.Options;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Mcp;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub;

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
        builder.Services.AddMcpStdio();
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
}
