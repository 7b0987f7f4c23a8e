using System.Text.Json;
using TorchSharp;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using VoiceSmith.Training.Checkpoints;
using static TorchSharp.torch;

namespace VoiceSmith.Bench.Faults;

/// <summary>Bytes of a voice and of a checkpoint that change at rest.</summary>
internal sealed class DamageFaults(WorkFolder work, Outcome outcome)
{
    private const int Everywhere = 8192; // bytes at both ends of a file that are all flipped
    private readonly Random _random = new(1);

    /// <param name="stride">Of so many bytes of weights one is flipped; of manifests and directories every one.</param>
    public void Run(int stride)
    {
        FlipVoice(stride);
        FlipCheckpoint(stride);
    }

    private void FlipVoice(int stride)
    {
        TinyVoice.Write(work.In("plain.voice"));
        var whole = File.ReadAllBytes(work.In("plain.voice"));
        var expected = Describe(whole);
        foreach (var place in Places(whole.Length, stride))
        {
            var mask = (byte)(1 << _random.Next(8));
            whole[place] ^= mask;
            try
            {
                var harmless = Describe(whole) == expected;
                outcome.Require(harmless, $"byte {place} of the voice changes it unseen");
                outcome.Count("voice_flips_without_effect");
            }
            catch (VoiceSmithException)
            {
                outcome.Count("voice_flips_found");
            }
            whole[place] ^= mask;
        }
    }

    private void FlipCheckpoint(int stride)
    {
        using var network = new SourceFilterVocoder(TinyVoice.Vocoder);
        var (folder, _) = new CheckpointFolder(work.In("checkpoints")).Write(
            new()
            {
                Kind = "vocoder",
                Step = 7,
                Config = JsonSerializer.SerializeToElement(TinyVoice.Vocoder),
                Metrics = new Dictionary<string, double> { ["mel"] = 1.5 },
                Hashes = new Dictionary<string, string>(),
            },
            network,
            network.state_dict(),
            [],
            keep: 1,
            top: 0
        );
        outcome.Require(CheckpointFolder.IsUndamaged(folder), "a checkpoint is damaged as it is written");
        foreach (var path in Directory.GetFiles(folder))
        {
            var whole = File.ReadAllBytes(path);
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            foreach (var place in Places(whole.Length, stride))
            {
                Write(file, place, (byte)(whole[place] ^ (1 << _random.Next(8))));
                outcome.Require(
                    !CheckpointFolder.IsUndamaged(folder),
                    $"byte {place} of {Path.GetFileName(path)} changes it unseen"
                );
                outcome.Count("checkpoint_flips_found");
                Write(file, place, whole[place]);
            }
        }
    }

    private static void Write(FileStream file, long place, byte value)
    {
        file.Position = place;
        file.WriteByte(value);
        file.Flush();
    }

    private static IEnumerable<int> Places(int length, int stride) =>
        Enumerable
            .Range(0, length)
            .Where(place => place < Everywhere || place >= length - Everywhere / 8 || place % stride == 0);

    private static string Describe(byte[] file)
    {
        using var stream = new MemoryStream(file);
        using var voice = Voice.Load(stream, "flipped");
        using var scope = NewDisposeScope();
        var sum = voice.Acoustic.state_dict().Values.Sum(value => value.sum().ToScalar().ToDouble());
        return JsonSerializer.Serialize(voice.Manifest) + sum;
    }
}
