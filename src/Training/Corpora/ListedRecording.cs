namespace VoiceSmith.Training.Corpora;

/// <summary>A recording in a list.</summary>
/// <param name="Name">Name of its sound file, with or without folders and extension.</param>
/// <param name="Text">Transcript; null for none.</param>
/// <param name="Speaker">Name of the speaker; null where the list does not state it.</param>
/// <param name="Language">BCP 47 tag; null where the list does not state it.</param>
internal sealed record ListedRecording(string Name, string? Text, string? Speaker = null, string? Language = null)
{
    private static readonly string[] NameMembers =
    [
        "file_name", "filename", "audio_filepath", "audio_file", "audio_path", "audio", "file", "path", "wav", "id",
    ];

    private static readonly string[] TextMembers =
    [
        "normalized_text", "text_normalized", "normalized_transcription", "normalised_text", "text", "transcription",
        "transcript", "sentence",
    ];

    private static readonly string[] SpeakerMembers = ["speaker", "speaker_name", "speaker_id", "client_id"];
    private static readonly string[] LanguageMembers = ["language", "lang", "locale"];

    /// <summary>A recording from named values; null where none of them names a sound file.</summary>
    public static ListedRecording? Of(IReadOnlyDictionary<string, string> values)
    {
        string? First(IEnumerable<string> names) =>
            names.Select(values.GetValueOrDefault).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim();
        return First(NameMembers) is { } name
            ? new(name, First(TextMembers), First(SpeakerMembers), First(LanguageMembers))
            : null;
    }

    /// <summary>True for names of columns that describe recordings: a sound file and a text.</summary>
    public static bool IsHeader(IReadOnlyList<string> names) =>
        names.Any(name => NameMembers.Contains(name)) && names.Any(name => TextMembers.Contains(name));
}
