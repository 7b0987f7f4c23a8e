using System.Buffers;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Voices;

/// <summary>A voice made of networks, on the device on which they are, and perhaps with copies on others.</summary>
public sealed class ModelVoice : ISpeakingVoice
{
    private readonly Voice _voice;
    private readonly NetworkBatches? _batches;
    private ModelVoice[] _copies = [];

    /// <param name="voice">Owned by this object.</param>
    /// <param name="name">Its name in requests; null for its own.</param>
    /// <param name="sizes">Sizes of batches across utterances; null to compute utterances one by one.</param>
    public ModelVoice(Voice voice, string? name = null, BatchSizes? sizes = null)
    {
        _voice = voice;
        var manifest = voice.Manifest;
        Info = new(
            name ?? manifest.Name,
            manifest.Version,
            manifest.Language,
            manifest.Speakers,
            manifest.SampleRate,
            manifest.Provenance.AcousticStep,
            manifest.Provenance.Licence
        );
        Phonemizer = manifest.Phonemizer.StartsWith(VoiceManifest.EspeakPhonemizer, StringComparison.Ordinal)
            ? new EspeakPhonemizer(new() { Voice = manifest.Phonemizer[VoiceManifest.EspeakPhonemizer.Length..] })
            : null;
        Lexicon = manifest.Lexicon.Length > 0 ? UserLexicon.Parse(manifest.Lexicon, manifest.Name) : null;
        _batches = sizes is null ? null : new(this, sizes);
    }

    /// <summary>Loads a voice to every device, ready to speak.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="load">Loads the networks to one device; called once for each.</param>
    /// <param name="name">Its name in requests; null for its own.</param>
    public static ModelVoice Load(
        SpeechDevices devices,
        Func<Device, Voice> load,
        Func<VoiceManifest, string>? name = null
    )
    {
        var all = new List<ModelVoice>();
        try
        {
            foreach (var device in devices.All)
            {
                var voice = load(device);
                all.Add(new(voice, name?.Invoke(voice.Manifest), devices.Sizes));
                if (devices.AreAccelerators)
                    all[^1].WarmUp();
            }
            all[0]._copies = [.. all.Skip(1)];
            return all[0];
        }
        catch
        {
            all.ForEach(voice => voice.Dispose());
            throw;
        }
    }

    /// <summary>Origin, licence and configs.</summary>
    public VoiceManifest Manifest => _voice.Manifest;

    /// <inheritdoc/>
    public VoiceInfo Info { get; }

    /// <inheritdoc/>
    public int HopLength => _voice.Manifest.HopLength;

    /// <inheritdoc/>
    public PhonemeInventory Inventory => _voice.Inventory;

    /// <inheritdoc/>
    public IPhonemizer? Phonemizer { get; }

    /// <inheritdoc/>
    public UserLexicon? Lexicon { get; }

    /// <inheritdoc/>
    public VoiceBatches? Batches => _batches?.Work;

    /// <inheritdoc/>
    public ISpeakingVoice On(int place) => place % (_copies.Length + 1) is var copy and > 0 ? _copies[copy - 1] : this;

    /// <summary>Its networks.</summary>
    internal Voice Networks => _voice;

    /// <inheritdoc/>
    public ISentencePlan Plan(
        IReadOnlyList<int> phonemes,
        VoiceControls controls,
        IReadOnlyList<PhonemeControls>? local,
        ulong seed
    )
    {
        if (Batches?.Planning is { } planning)
            return planning.Run([new(phonemes, controls, local, seed)])[0];
        var plan = _voice.Acoustic.Plan(phonemes, ControlsOf(controls, local, seed));
        return new Sentence(plan, _voice.Acoustic.NewDecoder(plan));
    }

    /// <inheritdoc/>
    public ISentenceSound NewSound(ulong seed) =>
        _batches?.NewSound(seed) ?? new Sound(_voice.Vocoder, _voice.Vocoder.NewState(seed));

    /// <summary>Runs every batch size once, so that no listener waits while a device chooses its kernels.</summary>
    public void WarmUp() => _batches?.WarmUp();

    /// <summary>Frees the weights, and returns their memory to the system.</summary>
    public void Dispose()
    {
        Array.ForEach(_copies, copy => copy.Dispose());
        _batches?.Dispose();
        _voice.Dispose();
        // What lies free between blocks in use would grow with every version that is published while others speak.
        TorchRuntime.ReturnFreeMemory();
    }

    /// <summary>Controls in the acoustic model's units.</summary>
    internal SpeechControls ControlsOf(
        VoiceControls controls,
        IReadOnlyList<PhonemeControls>? local,
        ulong seed
    ) =>
        _voice.Controls(controls.Rate, controls.PitchSemitones, controls.EnergyDb, controls.Speaker) with
        {
            Seed = seed,
            Local = local
                ?.Select(one => _voice.LocalControls(one.Rate, one.PitchSemitones, one.EnergyDb, controls.Speaker))
                .ToArray(),
        };

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
        public void SkipTo(long sample) => state.SkipTo(sample);

        public void Decode(Tensor mel, bool last, IBufferWriter<float> sound) =>
            vocoder.Decode(mel, state, last, sound);

        public void Dispose() => state.Dispose();
    }
}
