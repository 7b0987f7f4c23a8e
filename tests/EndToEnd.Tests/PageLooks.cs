using Microsoft.Playwright;
using VoiceSmith.Testing;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>The look of a page in one state: a picture in TestResults, axe-core, and its width.</summary>
internal static class PageLooks
{
    private static readonly string Axe = Path.Combine(
        SharedFolder.Repository,
        "clients",
        "node_modules",
        "axe-core",
        "axe.min.js"
    );

    /// <summary>Windows and colours that every state is looked at in: name, width, colours.</summary>
    public static TheoryData<string, int, ColorScheme> Windows =>
        new()
        {
            { "desktop-light", 1280, ColorScheme.Light },
            { "desktop-dark", 1280, ColorScheme.Dark },
            { "phone-light", 390, ColorScheme.Light },
            { "phone-dark", 390, ColorScheme.Dark },
        };

    /// <summary>
    /// Takes a picture, and fails where axe-core finds a violation or the page is wider than its window.
    /// </summary>
    public static async Task AssertFineAsync(IPage page, string state)
    {
        await page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(AppContext.BaseDirectory, "TestResults", "pages", $"{state}.png"),
                FullPage = true,
            }
        );
        Assert.SkipUnless(File.Exists(Axe), "axe-core is not installed: run 'npm ci' in clients.");
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken));
        var violations = await page.EvaluateAsync<string[]>(
            "async () => (await axe.run()).violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join('\\n')}`)"
        );
        Assert.True(violations.Length == 0, $"{state}: {string.Join('\n', violations)}");
        Assert.Equal(
            page.ViewportSize!.Width,
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")
        );
    }
}
