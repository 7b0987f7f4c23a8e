using TorchSharp;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Checkpoints;

/// <summary>A .voice file whose bytes changed at rest.</summary>
public sealed class DamagedVoiceTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.voice");

    [Fact]
    public void AnyFlippedByte_IsFoundOrChangesNothing()
    {
        TinyVoice.Write(_path);
        var whole = File.ReadAllBytes(_path);
        var about = File.ReadAllBytes(_path).AsSpan().IndexOf("acoustic.safetensors"u8);
        var random = new Random(1);
        int[] places =
        [
            .. Enumerable.Range(0, 30), // the manifest's entry
            .. Enumerable.Range(0, 30).Select(_ => random.Next(about)), // the manifest
            .. Enumerable.Range(0, 20).Select(_ => random.Next(whole.Length)), // weights
            .. Enumerable.Range(0, 70).Select(_ => whole.Length - 1 - random.Next(260)), // the directory
        ];
        var expected = Describe(whole);
        var found = 0;
        foreach (var place in places.Where(place => place < whole.Length))
        {
            var bytes = (byte[])whole.Clone();
            bytes[place] ^= (byte)(1 << random.Next(8));
            try
            {
                Assert.True(expected == Describe(bytes), $"byte {place} of {whole.Length} changed the voice unseen");
            }
            catch (VoiceSmithException error) when (error.Code is "VS2004" or "VS2002")
            {
                found++;
            }
        }
        Assert.InRange(found, 60, places.Length);
    }

    public void Dispose() => File.Delete(_path);

    /// <summary>All that decides the voice's sound, and its manifest.</summary>
    private static string Describe(byte[] file)
    {
        using var stream = new MemoryStream(file);
        using var voice = Voice.Load(stream, "flipped");
        using var scope = NewDisposeScope();
        var sum = voice.Acoustic.state_dict().Values.Sum(value => value.sum().ToScalar().ToDouble());
        return System.Text.Json.JsonSerializer.Serialize(voice.Manifest) + sum;
    }
}
