using System.Buffers;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Voices;

/// <summary>A voice made of weights.</summary>
/// <param name="voice">Owned from now on.</param>
/// <param name="name">What requests call it; null for what it calls itself.</param>
public sealed class ModelVoice(Voice voice, string? name = null) : ISpeakingVoice
{
    /// <inheritdoc/>
    public VoiceInfo Info { get; } = new(
        name ?? voice.Manifest.Name, voice.Manifest.Version, voice.Manifest.Language, voice.Manifest.Speakers,
        voice.Manifest.SampleRate, voice.Manifest.Provenance.AcousticStep, voice.Manifest.Provenance.Licence);

    /// <inheritdoc/>
    public int HopLength => voice.Manifest.HopLength;

    /// <inheritdoc/>
    public PhonemeInventory Inventory => voice.Inventory;

    /// <inheritdoc/>
    public IPhonemizer? Phonemizer { get; } = voice.Manifest.Phonemizer.StartsWith(VoiceManifest.EspeakPhonemizer, StringComparison.Ordinal)
        ? new EspeakPhonemizer(new() { Voice = voice.Manifest.Phonemizer[VoiceManifest.EspeakPhonemizer.Length..] }) : null;

    /// <inheritdoc/>
    public UserLexicon? Lexicon { get; } = voice.Manifest.Lexicon.Length > 0 ? UserLexicon.Parse(voice.Manifest.Lexicon, voice.Manifest.Name) : null;

    /// <inheritdoc/>
    public ISentencePlan Plan(IReadOnlyList<int> phonemes, VoiceControls controls, IReadOnlyList<PhonemeControls>? local)
    {
        var plan = voice.Acoustic.Plan(phonemes, voice.Controls(controls.Rate, controls.PitchSemitones, controls.EnergyDb, controls.Speaker) with
        {
            Local = local?.Select(one => voice.LocalControls(one.Rate, one.PitchSemitones, one.EnergyDb, controls.Speaker)).ToArray(),
        });
        return new Sentence(plan, voice.Acoustic.NewDecoder(plan));
    }

    /// <inheritdoc/>
    public ISentenceSound NewSound(ulong seed) => new Sound(voice.Vocoder, voice.Vocoder.NewState(seed));

    /// <summary>Frees the weights.</summary>
    public void Dispose() => voice.Dispose();

    private sealed class Sentence(UtterancePlan plan, MelDecoder decoder) : ISentencePlan
    {
        public IReadOnlyList<int> Durations => plan.Durations;

        public Tensor? DecodeNext(int minFrames) => decoder.DecodeNext(minFrames);

        public void Dispose()
        {
            decoder.Dispose();
            plan.Dispose();
        }
    }

    private sealed class Sound(IVocoder vocoder, IVocoderState state) : ISentenceSound
    {
        public void Decode(Tensor mel, bool last, IBufferWriter<float> sound) => vocoder.Decode(mel, state, last, sound);

        public void Dispose() => state.Dispose();
    }
}
