namespace VoiceSmith.Streaming.Stages;

/// <summary>
/// One step from text to sound. Knows no channels, tasks or neighbours: <see cref="SpeechPipeline"/> joins stages.
/// </summary>
/// <typeparam name="TIn">What it takes, in speaking order.</typeparam>
/// <typeparam name="TOut">What it makes, in speaking order. Who receives a disposable one owns it.</typeparam>
public interface IStage<in TIn, out TOut>
{
    /// <summary>Runs over one utterance. State belongs to the run, never to the stage.</summary>
    /// <param name="input">The stage before; read as the output is read, not ahead of it.</param>
    /// <param name="cancellationToken">Ends the run within one chunk.</param>
    IAsyncEnumerable<TOut> RunAsync(IAsyncEnumerable<TIn> input, CancellationToken cancellationToken);
}

/// <summary>Puts a stage behind a sequence.</summary>
internal static class StageChaining
{
    /// <summary>Output of a stage for a sequence. Cancelled by the token that the result is enumerated with.</summary>
    public static IAsyncEnumerable<TOut> Through<TIn, TOut>(
        this IAsyncEnumerable<TIn> input,
        IStage<TIn, TOut> stage
    ) => stage.RunAsync(input, CancellationToken.None);
}
