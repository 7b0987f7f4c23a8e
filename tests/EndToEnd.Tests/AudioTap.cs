using Microsoft.Playwright;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// Listens at the loudspeaker: whatever a page connects to the audio destination is measured as well.
/// </summary>
internal static class AudioTap
{
    /// <summary>Runs before the page's own scripts.</summary>
    public const string Script = """
        const connect = AudioNode.prototype.connect;
        const taps = new Map();     // one for each audio context
        AudioNode.prototype.connect = function (target, ...rest) {
          if (target instanceof AudioDestinationNode) {
            if (!taps.has(this.context)) taps.set(this.context, new AnalyserNode(this.context, { fftSize: 2048 }));
            connect.call(this, taps.get(this.context));
          }
          return connect.call(this, target, ...rest);
        };
        window.loudness = () => Math.max(0, ...[...taps.values()].map((tap) => {
          const samples = new Float32Array(tap.fftSize);
          tap.getFloatTimeDomainData(samples);
          return Math.max(...samples.map(Math.abs));
        }));
        """;

    /// <summary>Waits until sound reaches the loudspeaker.</summary>
    public static Task UntilLoudAsync(IPage page) => page.WaitForFunctionAsync("() => window.loudness() > 0.01");

    /// <summary>Waits until none does.</summary>
    public static Task UntilSilentAsync(IPage page, float milliseconds) =>
        page.WaitForFunctionAsync(
            "() => window.loudness() === 0",
            null,
            new() { Timeout = milliseconds, PollingInterval = 10 }
        );

    /// <summary>The greatest sample of the last 2,048.</summary>
    public static Task<double> LoudnessAsync(IPage page) => page.EvaluateAsync<double>("() => window.loudness()");
}
