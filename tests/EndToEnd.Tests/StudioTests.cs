using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// A person in the Studio: uploads a few recordings, watches a voice learn, and lets it take over while it speaks.
/// </summary>
public sealed partial class StudioTests(Browser browser, StudioTests.Server server)
    : IClassFixture<StudioTests.Server>
{
    // of machines that do much else
    private static readonly LocatorAssertionsToHaveTextOptions Patient = new() { Timeout = 30_000 };

    private const string Sentence = "This goes on until the voice has changed. ";

    [Fact(Timeout = 420_000)]
    public async Task Studio_RecordingsToPromotion_IsHeardInTheStreamThatRuns()
    {
        var page = await browser.OpenAsync(new(server.Address, "/studio.html"), new() { Width = 1000, Height = 900 });
        await UploadAsync(page);
        await PictureAsync(page, "recordings", "section:has(#recordings-title)");
        await LookAtRecordingsAsync(page);
        await StartAsync(page);
        await Expect(page.Locator("#run-state")).ToHaveTextAsync("Done: step 20 of 20", new() { Timeout = 150_000 });
        await Expect(page.Locator("#curve")).ToHaveAttributeAsync("aria-label", Losses());
        await Expect(page.Locator("#steps-heard > li")).ToHaveCountAsync(4);
        await Expect(page.Locator("#steps-heard > li").First.Locator("img").First)
            .ToHaveJSPropertyAsync("complete", true);
        await PlayAsync(page);
        await Expect(page.Locator("#steps-heard > li").First.GetByLabel(new Regex("recording$")))
            .Not.ToHaveCountAsync(0);
        await page.ReloadAsync(); // nothing of it is lost
        await Expect(page.Locator("#steps-heard > li")).ToHaveCountAsync(4);
        await Expect(page.Locator("#steps-heard .badge:visible")).ToHaveCountAsync(1);
        await Expect(page.Locator("#curve")).ToHaveAttributeAsync("aria-label", Losses());
        await page.EvaluateAsync("() => document.querySelector('#runs-title').scrollIntoView()");
        await page.ScreenshotAsync(new() { Path = PathOf("run") });

        await ListenBlindAsync(page);
        await PageLooks.AssertFineEverywhereAsync(page, "studio-run");
        await PageLooks.AssertReachedByTabAsync(page);
        await page.GetByLabel("A step that is promoted").FillAsync(string.Concat(Enumerable.Repeat(Sentence, 200)));
        await page.Locator("#speak").ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        await Expect(page.Locator("#heard-version")).ToHaveTextAsync(OneVersion(), Patient);
        await Expect(page.GetByLabel("Promote as")).ToHaveValueAsync("linda"); // those that are there stay
        await PromoteInPlaceOfAnotherAsync(page);
        await Expect(page.Locator("#run-status")).ToHaveTextAsync(Promoted(), Patient);
        // the same utterance goes on
        await Expect(page.Locator("#heard-version")).ToHaveTextAsync(AnotherVersion(), Patient);
        Assert.True(await AudioTap.LoudnessAsync(page) > 0);
        await PictureAsync(page, "promoted", "section:has(#listen-title)");
        await DeletingIsRefusedAsync(page);

        var tuned = (await page.Locator("#heard-version").InnerTextAsync())[^8..];
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Expect(page.Locator("#run-status")).ToContainTextAsync("again.", new() { Timeout = 30_000 });
        await Expect(page.Locator("#heard-version")).ToHaveTextAsync(new Regex($"^Version {tuned} → "), Patient);
        await page.Locator("#stop-speaking").ClickAsync();
        await Expect(page.Locator("#speaking")).ToHaveTextAsync("Stopped.");

        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete run" }).ClickAsync();
        await Expect(page.Locator("#no-runs")).ToBeVisibleAsync();
        await Expect(page.Locator("#run-view")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the recordings" }).ClickAsync();
        await Expect(page.Locator("#data-set option")).ToHaveCountAsync(0);
        await Expect(page.Locator("#sets li")).ToHaveCountAsync(0);
    }

    [Fact(Timeout = 120_000)]
    public async Task Studio_Phone_NothingIsWiderThanTheScreen()
    {
        var page = await browser.OpenAsync(new(server.Address, "/studio.html"), new() { Width = 360, Height = 740 });
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        Assert.Equal(360, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    /// <summary>A chapter whose text lacks a sentence: a person decides about the pieces beside it.</summary>
    [Fact(Timeout = 300_000)]
    public async Task Studio_LongRecording_ItsDoubtfulPiecesAreUsedOrDropped()
    {
        Assert.SkipUnless(Models.Voice.HasEmbedded, "The build has no voice whose aligner could cut.");
        var page = await browser.OpenAsync(new(server.Address, "/studio.html"));
        var files = SpokenChapter.Files().Concat(Tones.Recordings(2));
        await page.Locator("#files").SetInputFilesAsync(files.Select(Payload));
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Chapter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload and check" }).ClickAsync();
        await Expect(page.Locator("#upload-status"))
            .ToHaveTextAsync(new Regex("^6 recordings can be used"), new() { Timeout = 150_000 });
        var set = page.Locator("#sets > li", new() { HasText = "Chapter" });
        await set.GetByText("Listen to them", new() { Exact = true }).ClickAsync();
        var doubtful = set.Locator(".recordings li", new() { Has = page.Locator(".decision") });
        await Expect(doubtful).ToHaveCountAsync(2);
        await PageLooks.AssertFineEverywhereAsync(page, "studio-pieces");

        var first = doubtful.First;
        await Expect(first.Locator(".error")).Not.ToBeEmptyAsync();
        await first.GetByRole(AriaRole.Textbox).FillAsync("One line.");
        await first.GetByRole(AriaRole.Button, new() { Name = "Use" }).ClickAsync();
        await Expect(first.GetByRole(AriaRole.Status)).ToHaveTextAsync("Used.");
        await set.GetByRole(AriaRole.Button, new() { Name = "Check again" }).ClickAsync();
        await Expect(page.Locator("#upload-status"))
            .ToHaveTextAsync(new Regex("^7 recordings can be used"), new() { Timeout = 150_000 });
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await set.GetByRole(AriaRole.Button, new() { Name = "Delete the recordings" }).ClickAsync();
        await Expect(set).ToHaveCountAsync(0);
    }

    [Fact(Timeout = 120_000)]
    public async Task Studio_FileThatIsNoSound_ShowsTheServersWords()
    {
        var page = await browser.OpenAsync(new(server.Address, "/studio.html"));
        await page.Locator("#files")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "no.wav",
                    MimeType = "audio/wav",
                    Buffer = "nothing"u8.ToArray(),
                }
            );
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload and check" }).ClickAsync();
        await Expect(page.Locator("#upload-status")).ToHaveTextAsync(new Regex("^VS4032: "), Patient);
    }

    private static FilePayload Payload((string Name, byte[] Content) file) =>
        new()
        {
            Name = file.Name,
            MimeType = "application/octet-stream",
            Buffer = file.Content,
        };

    private static async Task UploadAsync(IPage page)
    {
        var files = Tones
            .Recordings(4)
            .Select(Payload)
            .Append(
                new()
                {
                    Name = "quiet.wav",
                    MimeType = "audio/wav",
                    Buffer = [.. Tones.Recordings(1).First().Content],
                }
            );
        await page.Locator("#files").SetInputFilesAsync(files);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Linda's recordings");
        await page.GetByLabel("Licence").FillAsync("CC0 1.0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload and check" }).ClickAsync();
        await Expect(page.Locator("#upload-status"))
            .ToHaveTextAsync(new Regex("^4 recordings can be used"), new() { Timeout = 150_000 });
        await Expect(page.Locator("#report")).ToContainTextAsync("1 × no transcript");
    }

    /// <summary>By keyboard alone from field to field.</summary>
    private static async Task StartAsync(IPage page)
    {
        await Expect(page.GetByLabel("Voice that learns")).ToHaveValueAsync("tiny");
        await page.GetByLabel("Speaker's name").FocusAsync();
        foreach (var value in new[] { "linda", "Linda", "20", "0.001", "4", "5", "It is my own voice." })
        {
            await page.Keyboard.PressAsync("Control+A");
            await page.Keyboard.TypeAsync(value);
            await page.Keyboard.PressAsync("Tab");
        }
        await page.Keyboard.PressAsync("Space"); // the promise
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).PressAsync("Enter");
    }

    /// <summary>Whatever was better, the page says which it was, and what to do next.</summary>
    private static async Task ListenBlindAsync(IPage page)
    {
        await Expect(page.Locator("#advice")).ToContainTextAsync("Listen blind");
        foreach (var old in new[] { "the voice 'tiny' as it speaks now", "the recording" })
        {
            await page.GetByLabel("Old").SelectOptionAsync(new SelectOptionValue { Label = old });
            await Expect(page.Locator("#blind-better-a")).ToBeDisabledAsync();
            foreach (var side in new[] { "a", "b" })
            {
                await page.Locator($"#blind-play-{side}").ClickAsync();
                await AudioTap.UntilLoudAsync(page);
            }
            await page.Locator("#blind-better-a").ClickAsync();
            await Expect(page.Locator("#blind-status"))
                .ToHaveTextAsync(new Regex($"^That was (step \\d+|{old})\\. So far step \\d+ has [01] of 1\\."));
            await Expect(page.Locator("#advice")).ToContainTextAsync(" of 1 round.");
        }
    }

    /// <summary>
    /// Each recording with its sound and picture; those that cannot be used come first, with the reason.
    /// </summary>
    private static async Task LookAtRecordingsAsync(IPage page)
    {
        await page.GetByText("Listen to them", new() { Exact = true }).ClickAsync();
        var recordings = page.Locator(".recordings li");
        await Expect(recordings).ToHaveCountAsync(5);
        await Expect(recordings.First).ToContainTextAsync("quiet");
        await Expect(recordings.First.Locator(".error")).Not.ToBeEmptyAsync();
        await Expect(recordings.Nth(1)).ToContainTextAsync("Hello there.");
        await recordings.Nth(1).Locator("canvas").ScrollIntoViewIfNeededAsync(); // it is drawn when it is seen
        await page.WaitForFunctionAsync(
            """
            () => {
              const canvas = document.querySelector('.recordings li:nth-child(2) canvas');
              return canvas.width > 0 && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
            }
            """
        );
        await page.EvaluateAsync("() => document.querySelector('.recordings li:nth-child(2) audio').play()");
        await page.WaitForFunctionAsync(
            "() => document.querySelector('.recordings li:nth-child(2) audio').currentTime > 0"
        );
        await page.GetByText("Listen to them", new() { Exact = true }).ClickAsync();
    }

    /// <summary>Another voice's name is taken only by whoever says yes.</summary>
    private static async Task PromoteInPlaceOfAnotherAsync(IPage page)
    {
        var asked = new List<string>();
        await page.GetByLabel("Promote as").FillAsync("tiny");
        await Expect(page.Locator("#promote-note")).ToContainTextAsync("takes the place of the voice 'tiny'");
        foreach (var agrees in new[] { false, true })
        {
            EventHandler<IDialog> answer = (_, dialog) =>
            {
                asked.Add(dialog.Message);
                _ = agrees ? dialog.AcceptAsync() : dialog.DismissAsync();
            };
            page.Dialog += answer;
            await page.GetByRole(AriaRole.Button, new() { Name = "Promote step 20" }).ClickAsync();
            page.Dialog -= answer;
            if (!agrees)
                await Expect(page.Locator("#run-status")).ToBeEmptyAsync();
        }
        Assert.All(
            asked,
            question => Assert.StartsWith("'tiny' is a voice already.", question, StringComparison.Ordinal)
        );
        Assert.Equal(2, asked.Count);
    }

    /// <summary>What speaks came from this run.</summary>
    private static async Task DeletingIsRefusedAsync(IPage page)
    {
        EventHandler<IDialog> accept = (_, dialog) => dialog.AcceptAsync();
        page.Dialog += accept;
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete run" }).ClickAsync();
        await Expect(page.Locator("#run-error")).ToContainTextAsync("VS4043: ");
        page.Dialog -= accept;
    }

    private static async Task PlayAsync(IPage page)
    {
        await page.EvaluateAsync("() => document.querySelector('#steps-heard audio').play()");
        await page.WaitForFunctionAsync("() => document.querySelector('#steps-heard audio').currentTime > 0");
        await page.EvaluateAsync("() => document.querySelector('#steps-heard audio').pause()");
    }

    /// <summary>
    /// What docs/live-training.md shows; looked at in TestResults, and copied from there when the page changes.
    /// </summary>
    private static async Task PictureAsync(IPage page, string name, string selector) =>
        await page.Locator(selector).ScreenshotAsync(new() { Path = PathOf(name) });

    private static string PathOf(string name) =>
        Path.Combine(AppContext.BaseDirectory, "TestResults", $"studio-{name}.png");

    [GeneratedRegex("^Losses: validation [0-9.]+, .*mel [0-9.]+")]
    private static partial Regex Losses();

    [GeneratedRegex("^Version [0-9a-f]{8}$")]
    private static partial Regex OneVersion();

    [GeneratedRegex("^Version [0-9a-f]{8} → [0-9a-f]{8}$")]
    private static partial Regex AnotherVersion();

    [GeneratedRegex("^Step 20 speaks as tiny, version [0-9a-f]{8}")]
    private static partial Regex Promoted();

    /// <summary>The server with a tiny voice that can be tuned.</summary>
    public sealed class Server : TrainingServer
    {
        protected override bool CanTune => true;
    }
}
