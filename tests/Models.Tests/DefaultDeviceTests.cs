using System.Buffers;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests;

/// <summary>
/// Speaking while torch's default device is "meta", whose tensors have no values and cannot meet others: every tensor
/// must be made on the networks' device, whichever that is.
/// </summary>
public sealed class DefaultDeviceTests
{
    [Fact]
    public void Speaking_WhateverTheDefaultDevice_StaysOnTheNetworksDevice()
    {
        using var voice = TinyVoice.Create();
        using var reference = new AcousticModel(SmallAcousticModel.Config, forTraining: false);
        IVocoder[] vocoders =
        [
            voice.Vocoder,
            new UnivNetGenerator(
                new()
                {
                    MelBands = 100,
                    NoiseChannels = 4,
                    Channels = 4,
                    PredictorChannels = 6,
                }
            ),
            new HiFiGanGenerator(
                new()
                {
                    MelBands = 100,
                    Channels = 16,
                    UpsampleRates = [4, 4],
                    UpsampleKernels = [8, 8],
                    ResidualKernels = [3],
                    Dilations = [1, 3],
                }
            ),
        ];
        reference.eval();
        var sentence = new SentenceInput(
            TinyVoice.Phonemes(30),
            new() { Local = [.. Enumerable.Repeat(new LocalControls(1, 1, 0, 0), 32)] }
        );
        set_default_device(new Device(DeviceType.META));
        try
        {
            using var plan = voice.Acoustic.Plan(sentence.Phonemes, sentence.Controls);
            using var decoder = voice.Acoustic.NewDecoder(plan);
            using var mel = decoder.DecodeNext(1000)!;
            using var together = new BatchedDecoder(voice.Acoustic, new(2));
            using var planned = together.Plan([sentence])[0];
            using var block = together.DecodeNext([planned])[0];
            using var whole = reference.Plan([5, 6, 7], new());
            using var wholeDecoder = reference.NewDecoder(whole);
            using var wholeMel = wholeDecoder.DecodeNext(1)!;
            foreach (var vocoder in vocoders)
            {
                using var alone = vocoder.NewState(1);
                Assert.Equal((int)mel.size(1) * vocoder.HopLength, vocoder.Decode(mel, alone, last: true).Length);
                using var batch = vocoder.NewBatch(new(2));
                using var state = batch.NewState(1);
                var sound = new ArrayBufferWriter<float>();
                batch.Decode([new(state, block, true, sound)]);
                Assert.Equal((int)block.size(1) * vocoder.HopLength, sound.WrittenCount);
            }
        }
        finally
        {
            set_default_device(CPU);
            Array.ForEach(vocoders, vocoder => vocoder.Dispose());
        }
    }
}
