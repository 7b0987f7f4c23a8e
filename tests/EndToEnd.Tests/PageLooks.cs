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

    /// <summary>Tabs to the next control; its description, and whether one sees that it has the focus.</summary>
    public const string Focused = """
        () => {
          const one = document.activeElement;
          if (!one || one === document.body) return null;
          const style = getComputedStyle(one);
          const ring = (style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none';
          const isSeen = ring(style) || [...document.querySelectorAll(':has(:focus-visible)')].some((box) => box !== document.documentElement && ring(getComputedStyle(box)));
          return [describe(one), String(isSeen)];
          function describe(one) { return one.type === 'radio' ? `radio ${one.name}` : one.id || `${one.tagName} ${one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)}`; }
        }
        """;

    /// <summary>Controls that a person sees and can use; of radio buttons the group.</summary>
    private const string Controls = """
        () => [...new Set([...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
          .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)
          .map((one) => one.type === 'radio' ? `radio ${one.name}` : one.id || `${one.tagName} ${one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)}`))]
        """;

    private const string AllRules = "{}",
        RulesOfColours = "{ runOnly: ['color-contrast', 'link-in-text-block'] }";

    /// <summary>Windows and colours that every state is looked at in: name, width, colours.</summary>
    private static readonly (string Name, int Width, ColorScheme Colours)[] Windows =
    [
        ("desktop-light", 1280, ColorScheme.Light),
        ("desktop-dark", 1280, ColorScheme.Dark),
        ("phone-light", 390, ColorScheme.Light),
        ("phone-dark", 390, ColorScheme.Dark),
    ];

    /// <summary>
    /// Takes a picture in every window and in all colours, and fails where axe-core finds a violation or the page is
    /// wider than its window. The page is left as it was.
    /// </summary>
    /// <remarks>Other colours change what rules of colours find, and no other: in the dark those are checked.</remarks>
    public static async Task AssertFineEverywhereAsync(IPage page, string state)
    {
        var size = page.ViewportSize!;
        foreach (var (window, width, colours) in Windows)
        {
            await page.SetViewportSizeAsync(width, 844);
            await page.EmulateMediaAsync(new() { ColorScheme = colours });
            await AssertFineAsync(page, $"{state}-{window}", colours == ColorScheme.Light ? AllRules : RulesOfColours);
        }
        await page.SetViewportSizeAsync(size.Width, size.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Null });
    }

    /// <summary>The same in the page's own window and colours.</summary>
    public static async Task AssertFineAsync(IPage page, string state, string rules = AllRules)
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
            $"async () => (await axe.run({rules})).violations.map(one => `${{one.id}}: ${{one.nodes.map(node => node.html).join('\\n')}}`)"
        );
        Assert.True(violations.Length == 0, $"{state}: {string.Join('\n', violations)}");
        Assert.Equal(
            page.ViewportSize!.Width,
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")
        );
    }

    /// <summary>Fails where the Tab key does not lead to a control, or where one does not see that it did.</summary>
    public static async Task AssertReachedByTabAsync(IPage page)
    {
        var controls = await page.EvaluateAsync<string[]>(Controls);
        var reached = new HashSet<string>();
        for (var press = 0; press < controls.Length + 10; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string[]?>(Focused) is not [var control, var isSeen])
                continue;
            Assert.True(isSeen == "true", $"Nothing shows that '{control}' has the focus.");
            reached.Add(control);
        }
        Assert.Empty(controls.Except(reached));
    }
}
