using System.IO.Compression;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Streaming.Voices;
using static TorchSharp.torch;

namespace VoiceSmith.Publishing.Tests;

/// <summary>
/// Files that should not speak: the built-in voice, spoilt in one way each. The gate's own limits, with one sentence.
/// </summary>
public sealed class VoiceFileRefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData("corrupt", "VS2004", "is damaged")]
    [InlineData("truncated", "VS2004", "")]
    [InlineData("of another shape", "VS2002", "")]
    [InlineData("not a number", "VS4014", "cannot speak")]
    [InlineData("silent", "VS4014", "LUFS")]
    [InlineData("noise only", "VS4014", "has a pitch")]
    [InlineData("with a path for a hash", "VS2004", "hash")]
    public async Task PublishAsync_AFileThatIs_IsRefusedAndTheCurrentSpeaksOn(string how, string code, string reason)
    {
        Assert.SkipUnless(Voice.HasEmbedded, "This build has no voice of its own to spoil.");
        using var server = TestPublisher.StartBuiltIn(_folder);
        var current = server.Voices.Voices[0];
        var error = await Assert.ThrowsAnyAsync<VoiceSmithException>(() =>
            server.Publisher.PublishAsync(Spoil(how), current.Name, "ada", "", Token)
        );
        Assert.Equal(code, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(current, server.Voices.Find(current.Name).Info);
        Assert.Equal(1, server.Voices.Find(current.Name).LivingCount);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "voices"), "*.voice", SearchOption.AllDirectories));
    }

    /// <summary>64 MB of zeros in 64 kB: refused by what it claims, before any of it is unpacked.</summary>
    [Fact(Timeout = 120_000)]
    public void Load_WeightsThatPackTooWell_AreNotUnpacked()
    {
        var path = Path.Combine(_folder, "bomb.voice");
        using (var archive = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Create))
        {
            using var bomb = archive.CreateEntry("manifest.json").Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
                bomb.Write(zeros);
        }
        var error = Assert.Throws<VoiceSmithException>(() => Voice.Load(path));
        Assert.Equal("VS2004", error.Code);
        Assert.Contains("claims 67108864 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task PublishAsync_OnlyALittleOther_IsPublished()
    {
        Assert.SkipUnless(Voice.HasEmbedded, "This build has no voice of its own to change.");
        using var server = TestPublisher.StartBuiltIn(_folder);
        var publication = await server.Publisher.PublishAsync(
            Spoil("a little louder"),
            server.Voices.Voices[0].Name,
            "ada",
            "",
            Token
        );
        Assert.Equal(publication.Voice, server.Voices.Voices[0]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Spoil(string how)
    {
        var path = Path.Combine(_folder, "spoilt.voice");
        using var voice = Voice.LoadEmbedded();
        var (acoustic, vocoder) = (
            ModuleWeights.Of(voice.Acoustic).ToDictionary(),
            ModuleWeights.Of((nn.Module)voice.Vocoder).ToDictionary()
        );
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        var (weight, bias) = (acoustic["to_mel.weight"], acoustic["to_mel.bias"]);
        switch (how)
        {
            case "of another shape":
                acoustic["to_mel.bias"] = zeros(bias.shape[0] + 1);
                break;
            case "not a number":
                bias.fill_(float.NaN);
                break;
            case "silent":
                weight.zero_();
                bias.fill_(-11.5);
                break; // the floor of log-mel
            case "noise only":
                weight.zero_();
                bias.fill_(-4);
                break;
            case "a little louder":
                bias.add_(0.05);
                break;
        }
        var manifest = Voice.Write(path, voice.Manifest, acoustic, vocoder);
        var bytes = File.ReadAllBytes(path);
        if (how == "corrupt")
            bytes[bytes.Length / 2] ^= 1;
        if (how == "truncated")
            bytes = bytes[..(bytes.Length / 2)];
        File.WriteAllBytes(path, bytes);
        if (how == "with a path for a hash")
            ReplaceInManifest(path, manifest.Hashes["acoustic.safetensors"], "../../" + new string('0', 58));
        return path;
    }

    /// <summary>One text for another, in an archive whose checksums are right.</summary>
    private static void ReplaceInManifest(string path, string text, string other)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Update);
        var entry = archive.GetEntry("manifest.json")!;
        string manifest;
        using (var reader = new StreamReader(entry.Open()))
            manifest = reader.ReadToEnd();
        entry.Delete();
        using var writer = new StreamWriter(archive.CreateEntry("manifest.json").Open());
        writer.Write(manifest.Replace(text, other, StringComparison.Ordinal));
    }
}
