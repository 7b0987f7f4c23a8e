namespace VoiceSmith.Audio;

/// <summary>One message of sound to a client.</summary>
/// <param name="FirstSample">Index of its first sample in the utterance's sound, from 0.</param>
/// <param name="Pcm">Its samples, laid out as <see cref="AudioFormat"/> says.</param>
public readonly record struct AudioFrame(long FirstSample, ReadOnlyMemory<byte> Pcm);
