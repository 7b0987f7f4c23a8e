using System.Text.Json;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using VoiceSmith.Training.Checkpoints;

namespace VoiceSmith.Training.Tests.Checkpoints;

/// <summary>A checkpoint whose bytes changed at rest.</summary>
public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("voicesmith-checkpoints").FullName;

    [Fact]
    public void AnyFlippedByte_IsFound()
    {
        var folder = Write(step: 1);
        var random = new Random(1);
        Assert.True(CheckpointFolder.IsUndamaged(folder));
        foreach (var path in Directory.GetFiles(folder))
        {
            var whole = File.ReadAllBytes(path);
            foreach (var place in Enumerable.Range(0, 8).Select(_ => random.Next(whole.Length)))
            {
                var flipped = (byte[])whole.Clone();
                flipped[place] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, flipped);
                Assert.False(CheckpointFolder.IsUndamaged(folder), $"{path}, byte {place}");
            }
            File.WriteAllBytes(path, whole);
        }
    }

    [Theory]
    [InlineData("\"Step\": 2", "\"Step\": 9")]
    [InlineData("{", "[")]
    public void ADamagedManifest_IsAnErrorAndTheCheckpointBeforeIsUsed(string from, string to)
    {
        Write(step: 1);
        var newest = Write(step: 2);
        var manifest = Path.Combine(newest, CheckpointManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(from, to, StringComparison.Ordinal));
        Assert.Equal("VS3007", Assert.Throws<VoiceSmithException>(() => CheckpointFolder.ReadManifest(newest)).Code);
        Assert.Equal("VS3007", Assert.Throws<VoiceSmithException>(() => CheckpointFolder.ReadWeights(newest)).Code);
        using var network = new SourceFilterVocoder(TinyVoice.Vocoder);
        Assert.Equal(1, new CheckpointFolder(_root).ResumeNewest(network, network.state_dict(), [])!.Step);
        Assert.True(CheckpointFolder.IsUndamaged(Write(step: 3))); // and training goes on beside it
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Write(long step)
    {
        using var network = new SourceFilterVocoder(TinyVoice.Vocoder);
        return new CheckpointFolder(_root)
            .Write(
                new()
                {
                    Kind = "vocoder",
                    Step = step,
                    Config = JsonSerializer.SerializeToElement(TinyVoice.Vocoder),
                    Metrics = new Dictionary<string, double>(),
                    Hashes = new Dictionary<string, string>(),
                },
                network,
                network.state_dict(),
                [],
                keep: 3,
                top: 2
            )
            .Folder;
    }
}
