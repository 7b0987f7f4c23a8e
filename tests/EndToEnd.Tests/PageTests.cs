using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoiceSmith.Streaming.Voices;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>A person at the page: a real browser, the real server, networks of the real form.</summary>
public sealed partial class PageTests(Browser browser, PageTests.Server server) : IClassFixture<Browser>, IClassFixture<PageTests.Server>
{
    [Fact(Timeout = 120_000)]
    public async Task Speak_ThenStop_SoundReachesTheLoudspeakerAndCeases()
    {
        var page = await browser.OpenAsync(server.Address);
        Assert.Equal(0, await AudioTap.LoudnessAsync(page));
        await page.GetByLabel("Text to speak").FillAsync(string.Concat(Enumerable.Repeat("This goes on until somebody stops it. ", 100)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Speak" }).ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        await Expect(page.Locator("#first-sound")).ToHaveTextAsync(FirstSound());
        await Expect(page.Locator("#transcript mark")).Not.ToBeEmptyAsync();

        var stop = page.GetByRole(AriaRole.Button, new() { Name = "Stop" });
        await stop.ClickAsync();
        await AudioTap.UntilSilentAsync(page, milliseconds: 1000);
        await Expect(page.Locator("#status")).ToHaveTextAsync("Stopped.");
        await Expect(stop).ToBeDisabledAsync();
        await page.WaitForTimeoutAsync(300);
        Assert.Equal(0, await AudioTap.LoudnessAsync(page)); // and it stays so
    }

    [Fact(Timeout = 120_000)]
    public async Task Speak_ToTheEnd_SaysSoAndCanSpeakAgain()
    {
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("Text to speak").FillAsync("Good evening.");
        for (var time = 0; time < 2; time++)
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await AudioTap.UntilLoudAsync(page);
            await Expect(page.Locator("#status")).ToHaveTextAsync("Done.");
            await AudioTap.UntilSilentAsync(page, milliseconds: 1000);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Speak_NothingToSay_ShowsTheServersWords()
    {
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("Text to speak").FillAsync("…");
        await page.GetByRole(AriaRole.Button, new() { Name = "Speak" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(new Regex("^VS4004: There is nothing to say\\."));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Speak" })).ToBeEnabledAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Open_Always_ListsTheVoicesAndWhereTheyComeFrom()
    {
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.GetByLabel("Voice").Locator("option")).ToHaveTextAsync(["tiny", "other"]);
        await page.GetByLabel("Voice").SelectOptionAsync("other");
        await Expect(page.Locator("#voice-facts")).ToContainTextAsync("CC0");
    }

    [GeneratedRegex(@"^First sound after \d+ ms$")]
    private static partial Regex FirstSound();

    /// <summary>The server, with two untrained voices.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly RunningServer _server = new()
        {
            Voices = () => [new ModelVoice(TinyVoice.Create()), new ModelVoice(TinyVoice.Create(2, "other"))],
        };

        public Uri Address => _server.Address;

        public ValueTask InitializeAsync() => _server.InitializeAsync();

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
