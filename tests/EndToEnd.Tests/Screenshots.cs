using Microsoft.Playwright;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>Pictures of the page while it speaks, for whoever changes it: run with <c>-explicit only</c>, look in TestResults.</summary>
public sealed class Screenshots(Browser browser, ServerProcess server) : IClassFixture<Browser>, IClassFixture<ServerProcess>
{
    [Theory(Timeout = 120_000, Explicit = true)]
    [InlineData("desktop", 1280, 860, ColorScheme.Light)]
    [InlineData("desktop-dark", 1280, 860, ColorScheme.Dark)]
    [InlineData("phone", 390, 844, ColorScheme.Light)]
    public async Task Page_Speaking_Picture(string name, int width, int height, ColorScheme colours)
    {
        var page = await browser.OpenAsync(server.Address, new() { Width = width, Height = height }, colours, scale: 2);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Speak", Exact = true })).ToBeEnabledAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "TestResults", $"{name}-ready.png"), FullPage = true });
        await page.Keyboard.PressAsync("Control+Enter");
        await AudioTap.UntilLoudAsync(page);
        await page.WaitForTimeoutAsync(2500);
        await page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "TestResults", $"{name}-speaking.png"), FullPage = true });
    }
}
