using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>Every page and its states under axe-core, within the width of its window, and by keyboard alone.</summary>
public sealed class AccessibilityTests(Browser browser, PageTests.Server server)
{
    [Fact(Timeout = 300_000)]
    public async Task Speak_EveryState_HasNoViolationAndFits()
    {
        var page = await OpenAsync("/");
        await Expect(Button(page, "Speak")).ToBeEnabledAsync();
        await PageLooks.AssertFineEverywhereAsync(page, "speak-ready");

        await page.GetByLabel("See how it is made").CheckAsync();
        await page.GetByLabel("Text to speak")
            .FillAsync(string.Concat(Enumerable.Repeat("It costs $5, they read. ", 20)));
        await Button(page, "Speak").ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        await Expect(page.Locator("#explained tr")).Not.ToHaveCountAsync(0);
        await PageLooks.AssertFineEverywhereAsync(page, "speak-explained");
        await page.Keyboard.PressAsync("Escape"); // stops, if it still speaks

        await page.GetByLabel("Text to speak").FillAsync("<speak>Good <brake/>morning.");
        await Expect(page.Locator("#problems li")).Not.ToHaveCountAsync(0);
        await PageLooks.AssertFineEverywhereAsync(page, "speak-mistake");
        foreach (var (button, dialog) in new[] { ("#open-compare", "#compare"), ("#open-differently", "#differently") })
        {
            await page.Locator(button).ClickAsync();
            await Expect(page.Locator(dialog)).ToBeVisibleAsync();
            await PageLooks.AssertFineEverywhereAsync(page, $"speak-{dialog[1..]}");
            await page.Keyboard.PressAsync("Escape");
        }
        await page.GetByRole(AriaRole.Tab, new() { Name = "Conversation" }).ClickAsync();
        await PageLooks.AssertFineEverywhereAsync(page, "speak-conversation");
    }

    [Fact(Timeout = 120_000)]
    public async Task Voices_Loaded_HasNoViolationAndFits()
    {
        var page = await OpenAsync("/voices.html");
        await Expect(page.Locator("#versions > li")).Not.ToHaveCountAsync(0);
        await PageLooks.AssertFineEverywhereAsync(page, "voices");
    }

    [Fact(Timeout = 120_000)]
    public async Task Studio_Loaded_HasNoViolationAndFits()
    {
        var page = await OpenAsync("/studio.html");
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        await PageLooks.AssertFineEverywhereAsync(page, "studio-empty");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("/")]
    [InlineData("/voices.html")]
    [InlineData("/studio.html")]
    public async Task Page_ByTabAlone_ReachesEveryControlAndShowsWhere(string path)
    {
        var page = await OpenAsync(path);
        await Expect(page.GetByText("tiny", new() { Exact = true }).First).ToBeAttachedAsync(); // the voices are there
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await PageLooks.AssertReachedByTabAsync(page);
    }

    [Fact(Timeout = 120_000)]
    public async Task Speak_ByKeyboardAlone_SpeaksPausesChoosesAndStops()
    {
        var page = await OpenAsync("/");
        await Expect(Button(page, "Speak")).ToBeEnabledAsync();
        await TabToAsync(page, "text");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(
            "The old clock had stopped. Nobody could say in which year it was, or who had wound it last."
        );
        await TabToAsync(page, "speak");
        await page.Keyboard.PressAsync("Enter");
        await AudioTap.UntilLoudAsync(page);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#transport")).ToHaveAttributeAsync("data-state", "paused");
        await page.Keyboard.PressAsync("Escape");
        await TabToAsync(page, "radio voice");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "other" })).ToBeCheckedAsync();
        await TabToAsync(page, "rate");
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("#rate-value")).ToContainTextAsync("2");
    }

    private Task<IPage> OpenAsync(string path) =>
        browser.OpenAsync(new(server.Address, path), new() { Width = 1280, Height = 844 });

    private static async Task TabToAsync(IPage page, string control)
    {
        for (var press = 0; press < 60; press++)
        {
            if (await page.EvaluateAsync<string[]?>(PageLooks.Focused) is [var focused, _] && focused == control)
                return;
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"The Tab key does not lead to '{control}'.");
    }

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
