using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;
using static TorchSharp.torch;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests.Voices;

public sealed class SpeechDevicesTests
{
    [Theory]
    [InlineData("cpu", 0)]
    [InlineData(" CPU ", 2)]
    public void Of_TheProcessor_BatchesOnlyWhereAskedFor(string name, int size)
    {
        var devices = SpeechDevices.Of(name, size == 0 ? [] : [size]);
        Assert.Equal(DeviceType.CPU, Assert.Single(devices.All).type);
        Assert.Equal(size == 0 ? null : [size], devices.Sizes?.All);
        Assert.False(devices.AreAccelerators);
    }

    [Fact]
    public void Of_Auto_IsThereOnEveryMachine() =>
        Assert.Equal(cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU, SpeechDevices.Of("auto").All[0].type);

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:0")]
    [InlineData("cuda:900")]
    [InlineData("cuda:first")]
    [InlineData("gpu")]
    [InlineData("")]
    public void Of_ADeviceThatIsNotThere_SaysSo(string name)
    {
        Assert.SkipWhen(cuda.is_available() && name is "cuda" or "cuda:0", "This machine has CUDA.");
        var error = Assert.Throws<SpeechDeviceException>(() => SpeechDevices.Of(name));
        Assert.Equal(("VS4016", name), (error.Code, error.Device));
    }

    [Fact]
    public void SpeechEngine_WithADeviceThatIsNotThere_SaysSo() =>
        Assert.Throws<SpeechDeviceException>(() =>
            new SpeechEngine(RegistryOf(new FakeVoice()), new() { Device = "cuda:900" }, TimeProvider.System)
        );

    [Fact]
    public async Task SpeakAsync_OnTwoDevices_IsSpreadByLoadAndSoundsTheSame()
    {
        var devices = new SpeechDevices([CPU, CPU], null);
        var loaded = new List<Device>();
        using var voices = RegistryOf(
            ModelVoice.Load(
                devices,
                device =>
                {
                    loaded.Add(device);
                    return TinyVoice.Create();
                }
            )
        );
        using var engine = new SpeechEngine(
            voices,
            new() { Workers = 1 },
            TimeProvider.System,
            ChunkPlan.Default,
            devices
        );
        using var places = new DevicePlaces(devices, 1);
        Assert.Equal(2, loaded.Count);
        Assert.NotSame(voices.Lease(null).Voice.On(0), voices.Lease(null).Voice.On(1));
        var alone = PcmOf(await engine.HearAsync(new(), "Winds were light."));
        var together = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => engine.HearAsync(new(), "Winds were light."), Token))
        );
        Assert.All(together, events => Assert.Equal(alone, PcmOf(events)));

        using (places.Take())
        using (var second = places.Take())
        using (var third = places.Take())
            Assert.Equal((1, 0), (second.Number, third.Number));
        Assert.Equal(0, places.Take().Number);
    }
}
