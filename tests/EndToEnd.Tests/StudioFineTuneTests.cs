using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// Kathleen is taught Linda Johnson's voice in the Studio, from 24 dropped clips to a promoted voice: takes as long as
/// a person would wait, so run with <c>-explicit only</c>. Minutes go to TestResults/fine-tune/minutes.txt.
/// </summary>
public sealed class StudioFineTuneTests(Browser browser, StudioFineTuneTests.Server server)
    : IClassFixture<StudioFineTuneTests.Server>
{
    private const string Drop = """
        ([drop, files]) => {
          const dropped = new DataTransfer();
          for (const { name, content } of files)
            dropped.items.add(new File([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))], name));
          drop.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
        }
        """;

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    [Fact(Explicit = true)]
    public async Task Studio_24ClipsDropped_BecomeAVoice()
    {
        var corpus = SharedFolder.Require("corpus", "samples", "ljspeech");
        var page = await browser.OpenAsync(new(server.Address, "/studio.html"), new() { Width = 1000, Height = 900 });
        await DropAsync(page, [Path.Combine(corpus, "metadata.csv"), .. Directory.GetFiles(corpus, "*.flac", All)]);
        await page.GetByLabel("Licence").FillAsync("Public domain");
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload and check" }).ClickAsync();
        await Expect(page.Locator("#upload-status"))
            .ToHaveTextAsync(new Regex("^24 recordings can be used"), new() { Timeout = 600_000 });
        Note("checked");
        await page.GetByLabel("Voice that learns").SelectOptionAsync("kathleen");
        await page.GetByLabel("Speaker's name").FillAsync("linda");
        await page.GetByLabel("Your name").FillAsync("test");
        await page.GetByLabel("By what right").FillAsync("LibriVox readings, public domain.");
        await page.GetByLabel("This is true").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(page.Locator("#run-state")).ToHaveTextAsync(new Regex("^Done"), new() { Timeout = 7_200_000 });
        Note($"learned: {await page.Locator("#curve").GetAttributeAsync("aria-label")}");
        var best = page.Locator("#steps-heard > li").Filter(new() { Has = page.Locator(".badge:visible") });
        var promote = best.GetByRole(AriaRole.Button, new() { NameRegex = new("^Promote step") });
        if (!await promote.IsVisibleAsync())
            await best.Locator("summary").ClickAsync(); // only the newest step is open
        await promote.ClickAsync();
        await Expect(page.Locator("#run-status"))
            .ToHaveTextAsync(new Regex("^Step \\d+ speaks as linda"), new() { Timeout = 300_000 });
        Note(await page.Locator("#run-status").InnerTextAsync());
        await page.Locator("#speak").ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        Note("speaks");
    }

    private const SearchOption All = SearchOption.AllDirectories;

    private static async Task DropAsync(IPage page, IReadOnlyList<string> files) =>
        await page.EvaluateAsync(
            Drop,
            new object[]
            {
                await page.Locator("#drop").ElementHandleAsync(),
                files
                    .Select(path => new
                    {
                        name = Path.GetFileName(path),
                        content = Convert.ToBase64String(File.ReadAllBytes(path)),
                    })
                    .ToArray(),
            }
        );

    private void Note(string what) =>
        File.AppendAllText(
            Path.Combine(Server.Folder, "minutes.txt"),
            string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalMinutes:F1} min: {what}\n")
        );

    /// <summary>The server with its own voices; what is promoted is kept.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly RunningServer _server = new()
        {
            Voices = null,
            Settings =
            [
                "--Training:Enabled",
                "true",
                "--Training:Folder",
                Path.Combine(Folder, "training"),
                "--Voices:Folder",
                Path.Combine(Folder, "voices"),
            ],
        };

        /// <summary>Receives data set, run and voice.</summary>
        public static string Folder { get; } =
            Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "fine-tune")).FullName;

        public Uri Address => _server.Address;

        public ValueTask InitializeAsync() => _server.InitializeAsync();

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
