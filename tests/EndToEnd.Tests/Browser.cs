using Microsoft.Playwright;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>The system's Chromium, driven by Playwright. Absent where none is installed.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Further arguments of its command line.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    private readonly List<(IBrowserContext Context, string? Test)> _contexts = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } chromium)
            return;
        Assertions.SetDefaultExpectTimeout(30_000); // other tests take the processor too
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = chromium,
                Args =
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--autoplay-policy=no-user-gesture-required",
                    .. Arguments,
                ],
            }
        );
    }

    /// <summary>
    /// A fresh page; skips the test where there is no browser. Pages of earlier tests are closed: they may still speak.
    /// </summary>
    public async Task<IPage> OpenAsync(
        Uri address,
        ViewportSize? viewport = null,
        ColorScheme colours = ColorScheme.Light,
        float scale = 1
    )
    {
        Assert.SkipUnless(
            _browser is not null,
            "No Chromium was found on the PATH: install it to test the page (Debian: apt-get install chromium)."
        );
        var test = TestContext.Current.Test?.UniqueID;
        foreach (var one in _contexts.FindAll(one => one.Test != test))
        {
            _contexts.Remove(one);
            await one.Context.CloseAsync();
        }
        var context = await _browser.NewContextAsync(
            new()
            {
                ViewportSize = viewport,
                ColorScheme = colours,
                DeviceScaleFactor = scale,
            }
        );
        _contexts.Add((context, test));
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(AudioTap.Script);
        await page.GotoAsync(address.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}
