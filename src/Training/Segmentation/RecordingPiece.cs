namespace VoiceSmith.Training.Segmentation;

/// <summary>A part of a long recording with its text: what becomes one recording of a data set.</summary>
/// <param name="Text">The text, as written.</param>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end.</param>
/// <param name="Fit">
/// Mean log-likelihood ratio of its phonemes: 0 if its sound fits other texts as well, above 1 where it is read well.
/// </param>
/// <param name="Doubt">Reason that a person should listen before it is used; null where nothing is doubtful.</param>
public sealed record RecordingPiece(string Text, TimeSpan Start, TimeSpan End, double Fit, string? Doubt);

/// <summary>A long recording, cut.</summary>
/// <param name="Pieces">In order of time.</param>
/// <param name="NotFound">Sentences of the text that are not read in it.</param>
public sealed record CutRecording(IReadOnlyList<RecordingPiece> Pieces, IReadOnlyList<string> NotFound);
