using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoiceSmith.Streaming.Voices;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>A person at the page: a real browser, the real server, networks of the real form.</summary>
public sealed partial class PageTests(Browser browser, PageTests.Server server) : IClassFixture<Browser>, IClassFixture<PageTests.Server>
{
    private const string Text = "The old clock had stopped. Nobody could say in which year, or who had wound it last. Tonight it struck.";

    [Fact(Timeout = 120_000)]
    public async Task Speak_ThenStop_SoundReachesTheLoudspeakerAndCeases()
    {
        var page = await browser.OpenAsync(server.Address);
        Assert.Equal(0, await AudioTap.LoudnessAsync(page));
        await page.GetByLabel("Text to speak").FillAsync(string.Concat(Enumerable.Repeat("This goes on until somebody stops it. ", 100)));
        await Button(page, "Speak").ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        await Expect(page.Locator("#first-sound")).ToHaveTextAsync(FirstSound());
        await Expect(page.Locator(".marks.word i")).Not.ToHaveCountAsync(0);

        await Button(page, "Stop").ClickAsync();
        await AudioTap.UntilSilentAsync(page, milliseconds: 1000);
        await Expect(page.Locator("#status")).ToHaveTextAsync(Heard());
        await Expect(Button(page, "Stop")).ToBeDisabledAsync();
        await Expect(Button(page, "Stop")).ToBeFocusedAsync();   // the keyboard stays where it was
        await page.WaitForTimeoutAsync(300);
        Assert.Equal(0, await AudioTap.LoudnessAsync(page)); // and it stays so
    }

    [Fact(Timeout = 120_000)]
    public async Task Speak_ToTheEnd_SaysSoAndCanSpeakAgain()
    {
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("Text to speak").FillAsync("Good evening.");
        await Expect(Button(page, "Speak")).ToBeEnabledAsync();
        for (var time = 0; time < 2; time++)
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await AudioTap.UntilLoudAsync(page);
            await Expect(page.Locator("#status")).ToHaveTextAsync("Done.");
            await AudioTap.UntilSilentAsync(page, milliseconds: 1000);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Read_PausedWordClickedAndEdited_GoesOnFromThere()
    {
        var page = await browser.OpenAsync(server.Address);
        var (text, state) = (page.GetByLabel("Text to speak"), page.Locator("#transport"));
        await text.FillAsync(string.Concat(Enumerable.Repeat(Text + " ", 5)));
        await Button(page, "Speak").ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(state).ToHaveAttributeAsync("data-state", "paused");
        await AudioTap.UntilSilentAsync(page, milliseconds: 1000);
        await page.Keyboard.PressAsync("Control+Enter");
        await AudioTap.UntilLoudAsync(page);

        await SelectAsync(text, 430, 430);
        await Button(page, "From cursor").ClickAsync();
        await Expect(state).ToHaveAttributeAsync("data-state", "speaking");
        Assert.InRange(await HeardAsync(page), 415, 520);

        // What is to come is edited away: the sentence at hand is the last.
        await text.EvaluateAsync("field => { field.value = field.value.slice(0, 520); field.dispatchEvent(new Event('input')); }");
        await Expect(page.Locator("#status")).ToHaveTextAsync("Done.");
    }

    [Fact(Timeout = 120_000)]
    public async Task Read_Selection_SpeaksItAlone()
    {
        var page = await browser.OpenAsync(server.Address);
        var text = page.GetByLabel("Text to speak");
        await text.FillAsync(string.Concat(Enumerable.Repeat(Text + " ", 20)));
        await SelectAsync(text, 4, 13);
        await Button(page, "Speak the selection").ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        await Expect(page.Locator("#status")).ToHaveTextAsync("Done.");
    }

    [Fact(Timeout = 120_000)]
    public async Task Type_WhileItSpeaks_IsHeardAsItComes()
    {
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("Text to speak").FillAsync("");
        await page.GetByLabel("Speak while I type").CheckAsync();
        await page.Keyboard.TypeAsync("Good evening. And ");
        await AudioTap.UntilLoudAsync(page);
        await Expect(page.Locator("#status")).ToHaveTextAsync("Waiting for more text…");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#status")).ToHaveTextAsync(Heard());
    }

    [Fact(Timeout = 120_000)]
    public async Task Connection_LostWhileSpeaking_SaysSoAndGoesOn()
    {
        var page = await browser.OpenAsync(new("about:blank"));
        IWebSocketRoute? line = null;
        var isCut = false;
        await page.RouteWebSocketAsync(new Regex("/hubs/speech"), socket =>
        {
            if (isCut)
                socket.CloseAsync(new() { Code = 1011 });
            else
                (line = socket).ConnectToServer();
        });
        await page.GotoAsync(server.Address.ToString());
        await page.GetByLabel("Text to speak").FillAsync(string.Concat(Enumerable.Repeat(Text + " ", 2)));
        await Button(page, "Speak").ClickAsync();
        await AudioTap.UntilLoudAsync(page);

        isCut = true;
        await line!.CloseAsync(new() { Code = 1011 });
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connection lost, trying again…");
        await Expect(page.Locator("#error")).ToBeHiddenAsync();
        isCut = false;
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        await Expect(page.Locator("#status")).ToHaveTextAsync("Done.", new() { Timeout = 90_000 });
        await Expect(page.Locator("#error")).ToBeHiddenAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Speak_NothingToSay_ShowsTheServersWordsOrAsksForText()
    {
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("Text to speak").FillAsync("…");
        await Button(page, "Speak").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(new Regex("^VS4004: There is nothing to say\\."));
        await page.GetByLabel("Text to speak").FillAsync(" ");
        await Button(page, "Speak").ClickAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync("Write something to speak first.");
        await Expect(page.GetByLabel("Text to speak")).ToBeFocusedAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Speak_MarkupThatIsNotFollowed_IsTold()
    {
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("Text to speak").FillAsync("<speak>Good <voice name=\"somebody\">evening</voice>.</speak>");
        await Button(page, "Speak").ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Notices" })).ToContainTextAsync("no speaker 'somebody'");
    }

    [Fact(Timeout = 120_000)]
    public async Task Open_Always_ListsTheVoicesAndWhereTheyComeFrom()
    {
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "tiny" })).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "other" }).CheckAsync();
        await Expect(page.Locator("#voices")).ToContainTextAsync("CC0");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "other" })).ToBeCheckedAsync();
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task SelectAsync(ILocator text, int start, int end) =>
        await text.EvaluateAsync("(field, [start, end]) => { field.focus(); field.setSelectionRange(start, end); }", new[] { start, end });

    /// <summary>Stops, and reads how many characters the page says were heard.</summary>
    private static async Task<int> HeardAsync(IPage page)
    {
        await page.WaitForTimeoutAsync(500);
        await page.Keyboard.PressAsync("Escape");
        var said = Heard().Match(await page.Locator("#status").InnerTextAsync());
        await page.Keyboard.PressAsync("Control+Shift+Enter");
        return int.Parse(said.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^Stopped\. You heard (\d+) of \d+ characters\.$")]
    private static partial Regex Heard();

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
