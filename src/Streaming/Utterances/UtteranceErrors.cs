namespace VoiceSmith.Streaming.Utterances;

/// <summary>An utterance that is to be taken up again, or controlled, is not known.</summary>
/// <param name="id">Its identifier.</param>
public sealed class UnknownUtteranceException(string id)
    : VoiceSmithException(
        "VS4011",
        what: $"There is no utterance '{id}'.",
        why: "It has ended on this connection, or was spoken too long ago, or never.",
        fix: "Speak the text again; to take up an utterance, ask within Streaming:KeepUtterances."
    )
{
    /// <summary>Its id.</summary>
    public string Id { get; } = id;
}

/// <summary>A text is longer than one utterance may be.</summary>
/// <param name="limit">UTF-16 units that are allowed.</param>
public sealed class TextTooLongException(int limit)
    : VoiceSmithException(
        "VS4003",
        what: "The text is too long.",
        why: $"One utterance may have {limit} characters.",
        fix: "Send it in several utterances, or raise Streaming:MaxTextLength."
    )
{
    /// <summary>UTF-16 units that are allowed.</summary>
    public int Limit { get; } = limit;
}

/// <summary>A text has no word in it that could be said.</summary>
public sealed class NothingToSayException()
    : VoiceSmithException(
        "VS4004",
        what: "There is nothing to say.",
        why: "The text is empty, or has only marks and symbols that have no sound.",
        fix: "Send a text with at least one word."
    );
