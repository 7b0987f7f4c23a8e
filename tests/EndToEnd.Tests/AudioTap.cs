using Microsoft.Playwright;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>Listens at the loudspeaker: whatever a page connects to the audio destination is measured as well.</summary>
internal static class AudioTap
{
    /// <summary>Runs before the page's own scripts.</summary>
    public const string Script = """
        const connect = AudioNode.prototype.connect;
        AudioNode.prototype.connect = function (target, ...rest) {
          if (target instanceof AudioDestinationNode) {
            window.audioTap ??= this.context.createAnalyser();
            window.audioTap.fftSize = 2048;
            connect.call(this, window.audioTap);
          }
          return connect.call(this, target, ...rest);
        };
        window.loudness = () => {
          if (!window.audioTap) return 0;
          const samples = new Float32Array(window.audioTap.fftSize);
          window.audioTap.getFloatTimeDomainData(samples);
          return Math.max(...samples.map(Math.abs));
        };
        """;

    /// <summary>Waits until sound reaches the loudspeaker.</summary>
    public static Task UntilLoudAsync(IPage page) => page.WaitForFunctionAsync("() => window.loudness() > 0.01");

    /// <summary>Waits until none does.</summary>
    public static Task UntilSilentAsync(IPage page, float milliseconds) =>
        page.WaitForFunctionAsync("() => window.loudness() === 0", null, new() { Timeout = milliseconds, PollingInterval = 10 });

    /// <summary>The greatest sample of the last 2,048.</summary>
    public static Task<double> LoudnessAsync(IPage page) => page.EvaluateAsync<double>("() => window.loudness()");
}
