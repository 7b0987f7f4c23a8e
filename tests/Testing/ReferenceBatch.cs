using VoiceSmith.Models.Acoustic;

namespace VoiceSmith.Testing;

/// <summary>Batches of golden files for the acoustic model in the reference form.</summary>
public static class ReferenceBatch
{
    /// <summary>The file's "in/…".</summary>
    public static ReferenceInput Of(Golden golden) =>
        new(
            golden["in/x"],
            golden["in/speakers"],
            golden["in/langs"],
            golden["in/src_lens"],
            golden["in/mels"],
            golden["in/mel_lens"],
            golden["in/pitches"],
            golden["in/energies"],
            golden["in/attn_priors"]
        );
}
