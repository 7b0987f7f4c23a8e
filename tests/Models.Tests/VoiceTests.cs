using System.IO.Compression;
using System.Text.Json;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;

namespace VoiceSmith.Models.Tests;

public sealed class VoiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Load_WhatWasWritten_SpeaksTheSame()
    {
        var manifest = TinyVoice.Write(File("a.voice"));
        ZipFile.ExtractToDirectory(File("a.voice"), File("folder"));
        using var original = TinyVoice.Create();
        foreach (var path in new[] { File("a.voice"), File("folder") })
        {
            using var loaded = Voice.Load(path);
            Assert.Equal(manifest.Version, loaded.Manifest.Version);
            Assert.Equal(Speak(original), Speak(loaded));
        }
    }

    [Fact]
    public void Manifest_OfTheBuiltInVoice_HasItsProvenanceWrittenAsItWasRead()
    {
        Assert.SkipUnless(Voice.HasEmbedded, "This build has no default voice.");
        Voice.CopyEmbedded(File("a.voice"));
        using var archive = ZipFile.OpenRead(File("a.voice"));
        using var reader = new StreamReader(archive.GetEntry(Voice.ManifestFile)!.Open());
        var text = reader.ReadToEnd();
        var manifest = JsonSerializer.Deserialize<VoiceManifest>(text, Voice.Json)!;
        Assert.Equal(ProvenanceIn(text), ProvenanceIn(JsonSerializer.Serialize(manifest, Voice.Json)));
        static string ProvenanceIn(string json) => json[json.IndexOf("\"AcousticStep\"", StringComparison.Ordinal)..];
        Assert.NotEmpty(manifest.Provenance.Licence);
        foreach (var member in new[] { "AcousticStep", "VocoderStep", "DataHash", "Licence" })
            Assert.Throws<JsonException>(() =>
                JsonSerializer.Deserialize<VoiceManifest>(
                    text.Replace($"\"{member}\"", "\"Consent\"", StringComparison.Ordinal),
                    Voice.Json
                )
            );
    }

    /// <summary>
    /// Sizes that contradict each other or the weights: refused in bounded memory and time, and what was built halfway
    /// leaves nothing behind that ends the process when it is collected.
    /// </summary>
    [Theory]
    [InlineData("\"KernelSize\": 7", "\"KernelSize\": -1")]
    [InlineData("\"Blocks\": 2", "\"Blocks\": 100000000")]
    [InlineData("\"Layers\": 2", "\"Layers\": 1000000")]
    [InlineData("\"Channels\": 16", "\"Channels\": -16")]
    [InlineData("\"Channels\": 16", "\"Channels\": 60000")]
    [InlineData("\"Vocabulary\": 84", "\"Vocabulary\": 2000000000")]
    [InlineData("\"FeedForwardKernel\": 1", "\"FeedForwardKernel\": 100000000")]
    [InlineData("\"Speakers\": [", "\"Speakers\": [null,")]
    public void Load_ManifestThatContradictsItself_IsRefused(string member, string other)
    {
        TinyVoice.Write(File("a.voice"));
        ZipFile.ExtractToDirectory(File("a.voice"), File("folder"));
        var path = Path.Combine(File("folder"), Voice.ManifestFile);
        var text = System.IO.File.ReadAllText(path);
        Assert.Contains(member, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(path, text.Replace(member, other, StringComparison.Ordinal));
        Assert.Equal("VS2004", Assert.Throws<VoiceSmithException>(() => Voice.Load(File("folder"))).Code);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [Fact]
    public void Write_SameWeights_MakesTheSameFile()
    {
        TinyVoice.Write(File("a.voice"));
        TinyVoice.Write(File("b.voice"));
        Assert.Equal(System.IO.File.ReadAllBytes(File("a.voice")), System.IO.File.ReadAllBytes(File("b.voice")));
    }

    [Fact]
    public void Load_DamagedAnywhere_SaysSo()
    {
        TinyVoice.Write(File("a.voice"));
        var whole = System.IO.File.ReadAllBytes(File("a.voice"));
        for (var i = 0; i < 20; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[whole.Length * (i + 1) / 22] ^= 0x5a;
            System.IO.File.WriteAllBytes(File("b.voice"), damaged);
            Assert.ThrowsAny<VoiceSmithException>(() => Voice.Load(File("b.voice")).Dispose());
        }
    }

    [Fact]
    public void Load_Truncated_SaysSo()
    {
        TinyVoice.Write(File("a.voice"));
        var whole = System.IO.File.ReadAllBytes(File("a.voice"));
        foreach (var length in new[] { 0, 10, 1000, whole.Length / 2, whole.Length - 1 })
        {
            System.IO.File.WriteAllBytes(File("b.voice"), whole[..length]);
            Assert.Equal("VS2004", Assert.ThrowsAny<VoiceSmithException>(() => Voice.Load(File("b.voice"))).Code);
        }
    }

    [Fact]
    public void Load_NothingThere_SaysSo() =>
        Assert.Equal("VS2004", Assert.Throws<VoiceSmithException>(() => Voice.Load(File("none"))).Code);

    [Fact]
    public void Load_WeightsOfAnotherSize_NamesThem()
    {
        using var voice = TinyVoice.Create();
        var manifest = voice.Manifest with { Acoustic = TinyVoice.Acoustic with { Speakers = 3 } };
        Voice.Write(
            File("a.voice"),
            manifest,
            ModuleWeights.Of(voice.Acoustic),
            ModuleWeights.Of((TorchSharp.torch.nn.Module)voice.Vocoder)
        );
        var error = Assert.Throws<CheckpointMismatchException>(() => Voice.Load(File("a.voice")));
        Assert.Contains("speaker_embed", Assert.Single(error.Misshapen));
    }

    /// <summary>All that decides the sound is in the version: caches and listeners go by it.</summary>
    [Fact]
    public void Version_WhatDecidesTheSound_ChangesIt()
    {
        using var voice = TinyVoice.Create();
        var own = voice.Manifest with
        {
            Vocoder = TinyVoice.Vocoder with { VoicedNoise = new SourceFilterConfig().VoicedNoise },
        };
        VoiceManifest[] others =
        [
            own with
            {
                PitchRange = 1.2,
            },
            own with
            {
                Lexicon = "cat K AE1 T",
            },
            own with
            {
                Vocoder = TinyVoice.Vocoder with { VoicedNoise = 0.5 },
            },
        ];
        Assert.Equal(4, others.Append(own).Select(manifest => manifest.Version).Distinct().Count());
        Assert.Equal(
            own.Version,
            (
                own with
                {
                    Name = "other",
                    Provenance = new() { Licence = "none" },
                }
            ).Version
        );
    }

    [Fact]
    public void Controls_PitchRange_WidensTheWholeAndNotWhatASpanAsksFor()
    {
        using var plain = TinyVoice.Create();
        using var lively = new Voice(plain.Manifest with { PitchRange = 1.5 }, plain.Acoustic, plain.Vocoder);
        Assert.Equal((1.0, 1.5), (plain.Controls(semitones: 2).PitchFactor, lively.Controls(semitones: 2).PitchFactor));
        Assert.Equal(plain.Controls(semitones: 2).PitchOffset, lively.Controls(semitones: 2).PitchOffset);
        Assert.Equal(1, lively.LocalControls(1, 2, 0).PitchFactor);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static float[] Speak(Voice voice)
    {
        using var plan = voice.Acoustic.Plan(TinyVoice.Phonemes(12), new SpeechControls());
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        using var state = voice.Vocoder.NewState(5);
        return voice.Vocoder.Decode(mel, state, last: true);
    }
}
