using Microsoft.Playwright;
using VoiceSmith.Access;
using VoiceSmith.Streaming.Voices;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>The pages of a server that asks for keys, and the command line with a key.</summary>
public sealed class KeyPageTests(Browser browser) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;
    private RunningServer _server = null!;

    private KeyFile Keys => new(Path.Combine(_folder, "keys.json"), TimeProvider.System);

    public ValueTask InitializeAsync()
    {
        _server = new()
        {
            Voices = () => [new ModelVoice(TinyVoice.Create())],
            Settings =
            [
                "--Access:Required",
                "true",
                "--Access:Keys",
                Keys.Path,
                "--Training:Enabled",
                "true",
                "--Training:Folder",
                Path.Combine(_folder, "training"),
            ],
        };
        return _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 120_000)]
    public async Task Pages_ServerAsksForKeys_AskForOneAndKeepIt()
    {
        var (speak, train) = (Keys.Create("phone", Scope.Speak).Key, Keys.Create("studio", Scope.Train).Key);
        var page = await browser.OpenAsync(_server.Address);
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("VS4050");
        await PageLooks.AssertFineAsync(page, "speak-key");
        await GiveAsync("vs_000000000000_unknown");
        await Expect(dialog).ToContainTextAsync("VS4051");
        await GiveAsync(speak);
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        await page.GetByRole(AriaRole.Button, new() { Name = "Speak" }).ClickAsync();
        await AudioTap.UntilLoudAsync(page);

        await page.GotoAsync(new Uri(_server.Address, "/studio.html").ToString());
        await Expect(dialog).ToContainTextAsync("VS4052");
        await GiveAsync(train);
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        await page.ReloadAsync(); // it is kept
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        await Expect(dialog).ToHaveCountAsync(0);

        async Task GiveAsync(string key)
        {
            await dialog.GetByLabel("Key").FillAsync(key);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Use it" }).ClickAsync();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Commands_ServerAsksForKeys_SendTheirs()
    {
        var key = Keys.Create("shell", Scope.Train).Key;
        var server = _server.Address.ToString();
        var (refused, why) = await CommandLineProcess.RunHereAsync("runs", "list", "--server", server);
        Assert.Equal((1, true), (refused, why.StartsWith("VS4050", StringComparison.Ordinal)));
        Assert.Equal(0, (await CommandLineProcess.RunHereAsync("runs", "list", "--server", server, "--key", key)).ExitCode);
        Environment.SetEnvironmentVariable("VOICESMITH_API_KEY", key);
        try
        {
            var (listed, voices) = await CommandLineProcess.RunHereAsync("voices", "--server", server);
            Assert.True(listed == 0 && voices.Contains("tiny", StringComparison.Ordinal), voices);
        }
        finally
        {
            Environment.SetEnvironmentVariable("VOICESMITH_API_KEY", null);
        }
    }
}
