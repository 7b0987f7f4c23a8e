using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming.Tests;

/// <summary>Helpers of tests that read streams.</summary>
internal static class Listening
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<List<T>> CollectAsync<T>(this IAsyncEnumerable<T> source)
    {
        var items = new List<T>();
        await foreach (var item in source.WithCancellation(Token))
            items.Add(item);
        return items;
    }

    public static Task<List<SpeechEvent>> HearAsync(
        this ISpeechEngine engine,
        SpeechRequest request,
        params string[] text
    ) => engine.SpeakAsync(request, text.ToAsyncEnumerable(), Token).CollectAsync();

    public static byte[] PcmOf(IEnumerable<SpeechEvent> events) =>
        [.. events.OfType<SoundMade>().SelectMany(sound => sound.Frame.Pcm.ToArray())];

    /// <summary>An engine over these voices; both must be disposed of.</summary>
    public static SpeechEngine EngineOf(StreamingOptions options, params ISpeakingVoice[] voices) =>
        new(RegistryOf(voices), options, TimeProvider.System);

    public static SpeechEngine EngineOf(params ISpeakingVoice[] voices) => EngineOf(new() { Workers = 2 }, voices);

    public static VoiceRegistry RegistryOf(params ISpeakingVoice[] voices)
    {
        var registry = new VoiceRegistry();
        foreach (var voice in voices)
            registry.Publish(voice);
        return registry;
    }
}
