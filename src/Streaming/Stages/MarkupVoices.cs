using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text;
using VoiceSmith.Text.Markup;

namespace VoiceSmith.Streaming.Stages;

/// <summary>
/// Voice of each sentence, by the voice elements, and notices of elements that cannot be followed. One for
/// each utterance.
/// </summary>
/// <param name="controls">The utterance's: who speaks without an element, or where none has the name.</param>
internal sealed class MarkupVoices(VoiceControls controls)
{
    private readonly HashSet<string> _told = [];

    /// <summary>Speaker and controls of a sentence.</summary>
    /// <param name="sentence">With its markup.</param>
    /// <param name="voice">Whose speakers there are.</param>
    /// <returns>Controls, and notices that were not given before.</returns>
    public (VoiceControls Controls, IReadOnlyList<TextNotice> Notices) For(TypedSentence sentence, VoiceInfo voice)
    {
        if (sentence.Markup.Count == 0 && sentence.Notices.Count == 0)
            return (controls, []);
        var notices = new List<TextNotice>(sentence.Notices);
        var spoken = controls;
        if (SpeakerTurns.SpeakerOf(sentence) is { } wanted)
            if (RowOf(voice, wanted.Name) is var row and >= 0)
                spoken = controls with { Speaker = row };
            else if (!wanted.Name.Equals(voice.Name, StringComparison.OrdinalIgnoreCase))
                Tell(
                    wanted,
                    $"The voice {voice.Name} has no speaker '{wanted.Name}', but {string.Join(", ", voice.Speakers)}: speaker {controls.Speaker} speaks on."
                );
        foreach (
            var other in sentence.Markup.OfType<LanguageSpan>().Where(span => !IsSame(span.Language, voice.Language))
        )
            Tell(
                other,
                $"The voice {voice.Name} speaks {voice.Language}: what is marked as {other.Language} is read as if it were that."
            );
        return (spoken, notices);

        void Tell(MarkupSpan span, string message)
        {
            if (_told.Add(message))
                notices.Add(new(sentence.ToSource(span.Span), message));
        }
    }

    private static int RowOf(VoiceInfo voice, string name)
    {
        for (var row = 0; row < voice.Speakers.Count; row++)
            if (voice.Speakers[row].Equals(name, StringComparison.OrdinalIgnoreCase))
                return row;
        return -1;
    }

    /// <summary>en, en-GB and en-US are read alike.</summary>
    private static bool IsSame(string one, string other) =>
        one.Split('-')[0].Equals(other.Split('-')[0], StringComparison.OrdinalIgnoreCase);
}
