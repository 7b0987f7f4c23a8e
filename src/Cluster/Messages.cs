using MessagePack;
using MessagePack.Resolvers;
using Orleans;
using Orleans.Runtime;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Cluster;

/// <summary>A message of the contract, in MessagePack as clients get it.</summary>
/// <param name="Bytes">The encoded message.</param>
[GenerateSerializer, Immutable]
public readonly record struct Packed<T>([property: Id(0)] byte[] Bytes)
{
    /// <summary>Decodes the message.</summary>
    public T Read() => MessagePackSerializer.Deserialize<T>(Bytes, Packed.Options);
}

/// <summary>Encoding of <see cref="Packed{T}"/>.</summary>
public static class Packed
{
    internal static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithResolver(
        SpeakEventFormatter.Before(StandardResolver.Instance)
    );

    /// <summary>Encodes a message.</summary>
    public static Packed<T> Of<T>(T message) => new(MessagePackSerializer.Serialize(message, Options));
}

/// <summary>An utterance, or the rest of one, as a gateway asks a worker for it.</summary>
[GenerateSerializer, Immutable]
public sealed record UtteranceOrder
{
    /// <summary>Voice, controls, seed and the first sample wanted.</summary>
    [Id(0)]
    public required Packed<SpeakRequest> Request { get; init; }

    /// <summary>The caller, for fair queueing.</summary>
    [Id(1)]
    public string? Caller { get; init; }

    /// <summary>Its number among the session's utterances, from 0.</summary>
    [Id(2)]
    public long Turn { get; init; }

    /// <summary>The text that has come.</summary>
    [Id(3)]
    public string Text { get; init; } = "";

    /// <summary>True if no more text comes.</summary>
    [Id(4)]
    public bool IsComplete { get; init; }

    /// <summary>Offsets at which waiting for text has cut clauses.</summary>
    [Id(5)]
    public int[] Cuts { get; init; } = [];

    /// <summary>Versions that spoke its sentences before, where it follows versions.</summary>
    [Id(6)]
    public string[] Versions { get; init; } = [];

    /// <summary>The change of voices that a worker must have followed before it speaks.</summary>
    [Id(7)]
    public long Change { get; init; }

    /// <summary>True where sound has to be made again before there is new sound: a worker has been lost.</summary>
    [Id(10)]
    public bool SoundAgain { get; init; }

    /// <summary>
    /// True for a rehearsal: a few events without synthesis, so that the first listener does not wait for code and
    /// connections that nobody has used yet.
    /// </summary>
    [Id(11)]
    public bool IsRehearsal { get; init; }

    /// <summary>The gateway: where it dies, nobody reads the events any more.</summary>
    [Id(12)]
    public SiloAddress? Gateway { get; init; }

    /// <summary>
    /// True to read on what the grain speaks already, for the same text and controls; it refuses with VS4011 where it
    /// holds the first sample wanted no more.
    /// </summary>
    [Id(13)]
    public bool Continues { get; init; }
}

/// <summary>Events of an utterance in playing order.</summary>
[GenerateSerializer, Immutable]
public sealed record SpokenBatch
{
    /// <summary>The events.</summary>
    [Id(0)]
    public required Packed<SpeakEvent[]> Events { get; init; }

    /// <summary>Cuts of clauses that are new; the sound after them comes later.</summary>
    [Id(1)]
    public int[] Cuts { get; init; } = [];

    /// <summary>Versions of sentences that are new.</summary>
    [Id(2)]
    public string[] Versions { get; init; } = [];

    /// <summary>The error that ends the utterance; null for none.</summary>
    [Id(3)]
    public Refusal? Refusal { get; init; }
}

/// <summary>An error on its way from a worker to a gateway.</summary>
/// <param name="Code">Its code.</param>
/// <param name="What">The failure.</param>
/// <param name="Why">The facts.</param>
/// <param name="Fix">The remedy.</param>
/// <param name="TryAgain">Wait until there may be a place; null where it says no time.</param>
[GenerateSerializer, Immutable]
public sealed record Refusal(
    [property: Id(0)] string Code,
    [property: Id(1)] string What,
    [property: Id(2)] string Why,
    [property: Id(3)] string Fix,
    [property: Id(4)] TimeSpan? TryAgain
)
{
    /// <summary>An error as a refusal; an unexpected one keeps its type and message, for the gateway's log.</summary>
    public static Refusal Of(Exception error) =>
        error is VoiceSmithException known
            ? new(known.Code, known.What, known.Why, known.Fix, (known as EngineBusyException)?.TryAgain)
            : new(
                ErrorCatalogue.Unexpected,
                $"A worker failed: {error.GetType().Name}.",
                error.Message,
                "See the worker's log.",
                null
            );
}

/// <summary>State of a worker, by which gateways place utterances.</summary>
[GenerateSerializer, Immutable]
public sealed record WorkerReport
{
    /// <summary>The machine and process.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Threads that compute.</summary>
    [Id(1)]
    public required int Threads { get; init; }

    /// <summary>Utterances being spoken.</summary>
    [Id(2)]
    public required int Speaking { get; init; }

    /// <summary>Chunks that wait for a thread.</summary>
    [Id(3)]
    public required int Backlog { get; init; }

    /// <summary>True once it begins nothing new.</summary>
    [Id(4)]
    public required bool IsDraining { get; init; }

    /// <summary>Its voices, the default first.</summary>
    [Id(5)]
    public required Packed<VoiceInfo[]> Voices { get; init; }

    /// <summary>The newest change of voices that it has followed.</summary>
    [Id(6)]
    public long Change { get; init; }

    /// <summary>
    /// Wait until there may be a place for an utterance that stays near its listener; null where there is one now.
    /// </summary>
    [Id(7)]
    public TimeSpan? BusyForPaced { get; init; }

    /// <summary>Wait until there may be a place for any other utterance; null where there is one now.</summary>
    [Id(8)]
    public TimeSpan? BusyForOthers { get; init; }

    /// <summary>Wait until there may be a place; null where there is one now.</summary>
    public TimeSpan? BusyFor(bool paced) => paced ? BusyForPaced : BusyForOthers;
}
