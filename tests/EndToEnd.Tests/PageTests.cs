using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoiceSmith.Streaming.Voices;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>A person at the page: a real browser, the real server, networks of the real form.</summary>
public sealed partial class PageTests(Browser browser, PageTests.Server server)
{
    private const string Text =
        "The old clock had stopped. Nobody could say in which year, or who had wound it last. Tonight it struck.";

    [Fact(Timeout = 120_000)]
    public async Task Speak_ThenStop_SoundReachesTheLoudspeakerAndCeases()
    {
        var page = await browser.OpenAsync(server.Address);
        Assert.Equal(0, await AudioTap.LoudnessAsync(page));
        await page.GetByLabel("Text to speak")
            .FillAsync(string.Concat(Enumerable.Repeat("This goes on until somebody stops it. ", 100)));
        await Button(page, "Speak").ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        await Expect(page.Locator("#first-sound")).ToHaveTextAsync(FirstSound());
        await Expect(page.Locator(".marks.word i")).Not.ToHaveCountAsync(0);

        await Button(page, "Stop").ClickAsync();
        await AudioTap.UntilSilentAsync(page, milliseconds: 1000);
        await Expect(page.Locator("#status")).ToHaveTextAsync(Heard());
        await Expect(Button(page, "Stop")).ToBeDisabledAsync();
        await Expect(Button(page, "Stop")).ToBeFocusedAsync(); // the keyboard stays where it was
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
        await text.EvaluateAsync(
            "field => { field.value = field.value.slice(0, 520); field.dispatchEvent(new Event('input')); }"
        );
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
        await page.RouteWebSocketAsync(
            new Regex("/hubs/speech"),
            socket =>
            {
                if (isCut)
                    socket.CloseAsync(new() { Code = 1011 });
                else
                    (line = socket).ConnectToServer();
            }
        );
        await page.GotoAsync(server.Address.ToString());
        await page.GetByLabel("Text to speak").FillAsync(Text);
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
        await page.GetByLabel("Text to speak")
            .FillAsync("<speak>Good <voice name=\"somebody\">evening</voice>.</speak>");
        await Button(page, "Speak").ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Notices" }))
            .ToContainTextAsync("no speaker 'somebody'");
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

    [Fact(Timeout = 120_000)]
    public async Task See_AWord_IsExplainedAndSaidDifferentlyFromThere()
    {
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("See how it is made").CheckAsync();
        await page.GetByLabel("Text to speak").FillAsync("It costs $5, says Ada.");
        await Button(page, "Speak").ClickAsync();
        var words = page.Locator("#explained");
        await Expect(words.Locator("tr", new() { HasText = "$5" }))
            .ToHaveTextAsync(new Regex("five dollars.*read as money; the dictionary"));
        await Expect(page.Locator("#status")).ToHaveTextAsync("Done.");

        await words.GetByRole(AriaRole.Button, new() { Name = "Change how Ada is said" }).ClickAsync();
        await Expect(page.GetByLabel("Word", new() { Exact = true })).ToHaveValueAsync("Ada");
        await page.GetByLabel("Sounds like").FillAsync("AA1 D AH0");
        await Button(page, "Everywhere").ClickAsync();
        await Expect(page.Locator("#differently-status")).ToContainTextAsync("'Ada' is said AA1 D AH0");
        await page.Keyboard.PressAsync("Escape");
        await Expect(words.Locator("tr", new() { HasText = "Ada" })).ToContainTextAsync("your own list of words");

        await words.GetByRole(AriaRole.Button, new() { Name = "Change how Ada is said" }).ClickAsync();
        await page.GetByLabel("Sounds like").FillAsync("AE1 D AH0");
        await Button(page, "Only here").ClickAsync();
        await Expect(page.GetByLabel("Text to speak"))
            .ToHaveValueAsync(
                "<speak>It costs $5, says <phoneme alphabet=\"x-cmu-arpabet\" ph=\"AE1 D AH0\">Ada</phoneme>.</speak>"
            );
    }

    /// <summary>Measures, so it wants a quiet machine: run with <c>-explicit only</c>.</summary>
    [Fact(Timeout = 120_000, Explicit = true)]
    public async Task Speak_FirstSound_LeavesThePageWithin40MsOfTheServers()
    {
        const int times = 7;
        var page = await browser.OpenAsync(server.Address);
        await page.GetByLabel("See how it is made").CheckAsync();
        await page.GetByLabel("Text to speak").FillAsync("Good evening.");
        var overheads = new List<double>();
        for (var time = 0; time < times; time++)
        {
            await Button(page, "Speak").ClickAsync();
            await Expect(page.Locator("#status")).ToHaveTextAsync("Done.");
            var spans = await page.Locator("#first-40 .span > :last-child").AllInnerTextsAsync();
            overheads.Add(
                new[] { spans[0], spans[2] }.Sum(span =>
                    double.Parse(span.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
                )
            );
            await page.EvaluateAsync("() => document.getElementById('first-40').replaceChildren()");
        }
        Assert.InRange(overheads.Order().ElementAt(times / 2), 0, 40);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(1280, 720)]
    [InlineData(390, 844)]
    public async Task Text_Long_KeepsTheButtonsInView(int width, int height)
    {
        var page = await browser.OpenAsync(server.Address, new() { Width = width, Height = height });
        await page.GetByLabel("Text to speak").FillAsync(string.Concat(Enumerable.Repeat(Text + "\n", 200)));
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await Expect(Button(page, "Speak")).ToBeInViewportAsync();
        await Expect(page.Locator("#status")).ToBeInViewportAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Open_WhileItLoads_NothingMoves()
    {
        var page = await browser.OpenAsync(new("about:blank"));
        await page.AddInitScriptAsync(
            """
            window.shift = 0;
            new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });
            """
        );
        await page.GotoAsync(server.Address.ToString());
        await Expect(page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(2);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.InRange(await page.EvaluateAsync<double>("() => window.shift"), 0, 0.05);
    }

    [Fact(Timeout = 120_000)]
    public async Task Open_EverythingUsed_LoadsFewKilobytesOfScript()
    {
        var page = await browser.OpenAsync(server.Address);
        await Expect(Button(page, "Speak")).ToBeEnabledAsync();
        await page.GetByLabel("See how it is made").CheckAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Conversation" }).ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var sizes = await page.EvaluateAsync<int[]>(
            """
            () => performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.endsWith('.js')).flatMap((one) => [one.encodedBodySize, one.decodedBodySize])
            """
        );
        Assert.True(sizes.Length >= 4);
        Assert.InRange(sizes.Where((_, i) => i % 2 == 0).Sum(), 1, 150_000);
        // they came compressed
        Assert.True(sizes.Where((_, i) => i % 2 == 0).Sum() < sizes.Where((_, i) => i % 2 == 1).Sum() / 2);
    }

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task SelectAsync(ILocator text, int start, int end) =>
        await text.EvaluateAsync(
            "(field, [start, end]) => { field.focus(); field.setSelectionRange(start, end); }",
            new[] { start, end }
        );

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
