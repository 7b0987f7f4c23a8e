using System.Text;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Models.G2P;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Testing;

/// <summary>A long recording of a few sentences, said by a voice.</summary>
public static class SpokenChapter
{
    private const int LeftOut = 2; // of the text, in a file that differs from its sound

    /// <summary>The text.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
    [
        "The old clock in the hall had stopped at twenty past four.",
        "Nobody could say in which year it was.",
        "Somebody ought to have asked the gardener, who knew everything.",
        "Rain fell on the empty street all afternoon.",
        "She put the letter back where she had found it.",
        "In the morning the whole valley was white.",
        "The boats lay still, and nobody came down to the harbour.",
    ];

    /// <summary>The sound of each sentence.</summary>
    public static IEnumerable<AudioClip> Say(Voice voice)
    {
        var (normalizer, phonemizer) = (new TextNormalizer(), new EnglishPhonemizer(NeuralGraphemeToPhoneme.English));
        foreach (var sentence in Sentences)
        {
            var phonemes = phonemizer.Phonemize(normalizer.Normalize(sentence));
            using var plan = voice.Acoustic.Plan(
                [.. phonemes.Select(one => PhonemeInventory.English.IdOf(one.Symbol))],
                voice.Controls()
            );
            using var decoder = voice.Acoustic.NewDecoder(plan);
            using var mel = decoder.DecodeNext(plan.Frames)!;
            using var state = voice.Vocoder.NewState(seed: 0);
            yield return new(voice.Vocoder.Decode(mel, state, last: true), voice.Manifest.Mel.SampleRate);
        }
    }

    /// <summary>
    /// <c>chapter.wav</c>, said by the built-in voice, and <c>chapter.txt</c>, which lacks a sentence: the two beside
    /// it are doubtful, the other four are not.
    /// </summary>
    public static IEnumerable<(string Name, byte[] Content)> Files()
    {
        using var voice = Voice.LoadEmbedded(null);
        AudioClip[] said = [.. Say(voice)];
        using var wav = new MemoryStream();
        WavFile.Write(wav, new AudioClip([.. said.SelectMany(clip => clip.Samples)], said[0].SampleRate));
        var text = string.Join('\n', Sentences.Where((_, i) => i != LeftOut));
        return [("chapter.wav", wav.ToArray()), ("chapter.txt", Encoding.UTF8.GetBytes(text))];
    }
}
