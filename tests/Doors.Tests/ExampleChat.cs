using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace VoiceSmith.Doors.Tests;

/// <summary>The chat client of an example: it answers a few words, piece by piece.</summary>
public sealed class ExampleChat : IChatClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (var piece in new[] { "Once upon ", "a ti", "me." })
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, piece);
        }
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    /// <inheritdoc/>
    public void Dispose() { }
}
