namespace VoiceSmith.Streaming.Captions;

/// <summary>A line of captions.</summary>
/// <param name="FirstSample">First sample of its first word.</param>
/// <param name="Samples">Length in samples, up to the end of its last word.</param>
/// <param name="Text">The text as it was typed, on one line; as it is spoken if the text was markup.</param>
public sealed record Caption(long FirstSample, long Samples, string Text);
