using Microsoft.Playwright;
using VoiceSmith.Streaming.Voices;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// Someone at the page of voices: publishes a file, compares, votes, promotes, goes back. By keyboard on a phone as
/// well.
/// </summary>
public sealed class VoicesPageTests(Browser browser) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private readonly RunningServer _server = new()
    {
        Voices = () => [new ModelVoice(TinyVoice.Create())],
        Settings = LenientGate.Settings,
    };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 120_000)]
    public async Task Versions_PublishedComparedAndPromoted_ShowWhoSpeaks()
    {
        var page = await browser.OpenAsync(_server.Address);
        await page.GetByRole(AriaRole.Link, new() { Name = "Voices" }).ClickAsync();
        var (status, versions) = (page.Locator("#status"), page.Locator("#versions > li"));
        await Expect(versions).ToHaveCountAsync(1);
        await Expect(versions.Nth(0)).ToContainTextAsync("speaks");

        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByLabel("A .voice file").SetInputFilesAsync(Write(2));
        await page.GetByLabel("What is to happen").SelectOptionAsync("0.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.Locator("#publish-status")).ToContainTextAsync("is compared from now on");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Two versions compared" })).ToBeVisibleAsync();
        await Expect(versions.Nth(0)).ToContainTextAsync("by Ada");

        var better = page.GetByRole(AriaRole.Button, new() { Name = "The second is better" });
        await Expect(better).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Play the first" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Play the second" }).ClickAsync();
        await better.ClickAsync();
        await Expect(page.Locator("#verdict")).ToContainTextAsync("That was");
        await Expect(page.Locator("#figures")).ToContainTextAsync("1 : 0");
        await Expect(page.Locator("#figures")).ToContainTextAsync("0 : 1");

        await page.GetByRole(AriaRole.Button, new() { Name = "Promote B" }).ClickAsync();
        await Expect(status).ToHaveTextAsync("B speaks from now on.");
        await Expect(page.Locator("#comparison")).ToBeHiddenAsync();
        await versions
            .Nth(1)
            .GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Let it speak") })
            .ClickAsync();
        await Expect(versions.Nth(1).Locator(".badge")).ToHaveTextAsync("speaks");

        await page.GetByText("Where it comes from").First.ClickAsync();
        await Expect(versions.Nth(0)).ToContainTextAsync("CC0 1.0");
        await Expect(versions.Nth(0)).ToContainTextAsync("words a second");
    }

    [Fact(Timeout = 120_000)]
    public async Task Page_OnAPhoneByKeyboard_FitsAndSaysWhyAFileIsRefused()
    {
        var page = await browser.OpenAsync(new(_server.Address, "voices.html"), new() { Width = 360, Height = 740 });
        var broken = Path.Combine(_folder, "broken.voice");
        await File.WriteAllTextAsync(broken, "no voice", TestContext.Current.CancellationToken);
        await Expect(page.Locator("#versions > li")).ToHaveCountAsync(1);
        await page.GetByLabel("A .voice file").SetInputFilesAsync(broken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#publish-error")).ToContainTextAsync("VS2004");
        Assert.Equal(360, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    private string Write(long seed)
    {
        var path = Path.Combine(_folder, $"{seed}.voice");
        TinyVoice.Write(path, seed);
        return path;
    }
}
