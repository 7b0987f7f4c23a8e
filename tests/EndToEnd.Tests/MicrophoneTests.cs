using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoiceSmith.Audio;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>A person who records a voice in the browser, with a microphone that plays a file.</summary>
public sealed class MicrophoneTests(MicrophoneTests.Microphone microphone, MicrophoneTests.Server server)
    : IClassFixture<MicrophoneTests.Microphone>,
        IClassFixture<MicrophoneTests.Server>
{
    private const float Silent = -60; // dB, of the meter

    [Fact(Timeout = 300_000)]
    public async Task Booth_TakesRecordedAndRepeated_BecomeADataSet()
    {
        var page = await microphone.Browser.OpenAsync(
            new(server.Address, "/studio.html"),
            new() { Width = 1000, Height = 900 }
        );
        await page.Context.GrantPermissionsAsync(["microphone"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Record with a microphone" }).ClickAsync();
        await Expect(page.Locator("#take-record")).ToBeFocusedAsync();
        var first = await page.Locator("#take-prompt").InnerTextAsync();

        await UntilAsync(page, loud: true); // in the middle of the speech: it begins too soon
        await page.Keyboard.PressAsync("Enter");
        await UntilAsync(page, loud: false);
        await page.WaitForTimeoutAsync(300); // so that its noise can be told from its speech
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#take-verdict")).ToHaveTextAsync(new Regex("begins too soon"));
        await Expect(page.Locator("#take-record")).ToHaveTextAsync("Record again");
        await PageLooks.AssertFineEverywhereAsync(page, "studio-booth");
        await PageLooks.AssertReachedByTabAsync(page);
        await page.Locator("#take-record").FocusAsync();

        await RecordAsync(page); // again, and better
        await Expect(page.Locator("#take-verdict")).ToHaveTextAsync("Sentence 1 is good.");
        await Expect(page.Locator("#take-prompt")).Not.ToHaveTextAsync(first);
        await RecordAsync(page);
        await Expect(page.Locator("#take-count")).ToContainTextAsync("2 recorded, 2 of them good");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sentence 1: good" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Listen" }).ClickAsync();
        await page.WaitForFunctionAsync("() => document.getElementById('take-player').currentTime > 0");

        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByLabel("Licence")).ToBeFocusedAsync();
        await Expect(page.Locator("#advice")).ToContainTextAsync("press Upload and check");
        await page.Keyboard.TypeAsync("CC0 1.0");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#upload-status"))
            .ToHaveTextAsync(new Regex("^2 recordings can be used"), new() { Timeout = 90_000 });
        await Expect(page.Locator("#sets")).ToContainTextAsync("microphone");
        await Expect(page.Locator("#data-set option")).ToHaveCountAsync(1);
        await Expect(page.Locator("#advice")).ToContainTextAsync("press Start");
    }

    [Fact(Timeout = 120_000)]
    public async Task Booth_MicrophoneRefused_SaysWhatToDo()
    {
        var page = await microphone.Browser.OpenAsync(new(server.Address, "/studio.html"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Record with a microphone" }).ClickAsync();
        await Expect(page.Locator("#booth-error")).ToHaveTextAsync(new Regex("Allow it for this page"));
        await Expect(page.Locator("#booth")).ToBeHiddenAsync();
    }

    /// <summary>Records from silence to silence, by keyboard.</summary>
    private static async Task RecordAsync(IPage page)
    {
        await UntilAsync(page, loud: true);
        await UntilAsync(page, loud: false);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#take-record")).ToHaveTextAsync("Stop");
        await UntilAsync(page, loud: true);
        await UntilAsync(page, loud: false);
        await page.WaitForTimeoutAsync(300); // the pause after the speech
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task UntilAsync(IPage page, bool loud) =>
        await page.WaitForFunctionAsync(
            $"() => document.getElementById('take-level').value {(loud ? ">" : "<")} {Silent}"
        );

    /// <summary>
    /// A browser whose microphone hears a sound of three seconds, then nothing for three, again and again.
    /// </summary>
    public sealed class Microphone : IAsyncLifetime
    {
        private readonly string _sound = Path.GetTempFileName();

        public Microphone() =>
            Browser = new()
            {
                Arguments = ["--use-fake-device-for-media-stream", $"--use-file-for-fake-audio-capture={_sound}"],
            };

        public Browser Browser { get; }

        public async ValueTask InitializeAsync()
        {
            var speech = Tones.Glide(3, 140);
            await using (var file = File.Create(_sound))
                WavFile.Write(
                    file,
                    new AudioClip([.. speech.Samples, .. new float[3 * speech.SampleRate]], speech.SampleRate)
                );
            await Browser.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            File.Delete(_sound);
        }
    }

    /// <summary>The server, which trains.</summary>
    public sealed class Server : TrainingServer;
}
