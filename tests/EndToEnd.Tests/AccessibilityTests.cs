using Microsoft.Playwright;
using VoiceSmith.Testing;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>Every page under axe-core, and within the width of its window.</summary>
public sealed class AccessibilityTests(Browser browser, PageTests.Server server) : IClassFixture<Browser>, IClassFixture<PageTests.Server>
{
    private static readonly string Axe = Path.Combine(SharedFolder.Repository, "clients", "node_modules", "axe-core", "axe.min.js");

    [Theory(Timeout = 120_000)]
    [InlineData("/", 1280, ColorScheme.Light)]
    [InlineData("/", 390, ColorScheme.Dark)]
    [InlineData("/voices.html", 1280, ColorScheme.Dark)]
    [InlineData("/voices.html", 390, ColorScheme.Light)]
    [InlineData("/studio.html", 1280, ColorScheme.Light)]
    [InlineData("/studio.html", 390, ColorScheme.Dark)]
    public async Task Page_Loaded_HasNoViolationAndFits(string path, int width, ColorScheme colours)
    {
        Assert.SkipUnless(File.Exists(Axe), "axe-core is not installed: run 'npm ci' in clients.");
        var page = await browser.OpenAsync(new(server.Address, path), new() { Width = width, Height = 844 }, colours);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken));
        var violations = await page.EvaluateAsync<string[]>(
            "async () => (await axe.run()).violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join('\\n')}`)");
        Assert.Empty(violations);
        Assert.Equal(width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }
}
