using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;
using Microsoft.Playwright;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;
using static Microsoft.Playwright.Assertions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>The JavaScript package as <c>npm pack</c> packs it, in a page of another site.</summary>
public sealed class PackageTests(Browser browser) : IDisposable
{
    private static readonly string Clients = Path.Combine(SharedFolder.Repository, "clients");

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-site-").FullName;

    private string Site => Path.Combine(_folder, "site");

    [Fact(Timeout = 420_000)]
    public async Task Package_InAPageOfAnotherSite_PlaysAndTellsWords()
    {
        Programs.SkipWithout("npm");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Clients, "node_modules")),
            "The page's tools are not installed: run 'npm ci' in clients."
        );
        await ChildProcess.RunAsync("npm", Path.Combine(Clients, "js"), "pack", "--silent", "--pack-destination", _folder);
        await using var site = WebApplication.CreateSlimBuilder().Build();
        var built = Directory.CreateDirectory(Path.Combine(_folder, "built")).FullName;
        using var files = new PhysicalFileProvider(built);
        site.UseFileServer(new FileServerOptions { FileProvider = files });
        site.Urls.Add("http://127.0.0.1:0");
        await site.StartAsync(TestContext.Current.CancellationToken);
        var origin = site.Urls.First();
        await using var server = new RunningServer
        {
            Voices = () => [new ModelVoice(TinyVoice.Create())],
            Settings = ["--Access:Origins:0", origin],
        };
        await server.InitializeAsync();

        await WriteSiteAsync(server.Address);
        await ChildProcess.RunAsync(
            "node",
            Site,
            Path.Combine(Clients, "node_modules", "vite", "bin", "vite.js"),
            "build",
            "--outDir",
            built,
            "--base",
            "./",
            "--logLevel",
            "error"
        );
        var page = await browser.OpenAsync(new(origin));
        await Expect(page.Locator("#words")).ToHaveTextAsync("Good evening");
        // the package's samples are those of the engine, and so of every other door (AllDoorsTests)
        var expected = await new OfflineSynthesizer(server.Engine).SpeakAsync(
            new(),
            "Good evening.",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(expected.Pcm, Convert.FromBase64String(await page.EvaluateAsync<string>("() => window.sound")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Listen" }).ClickAsync();
        await AudioTap.UntilLoudAsync(page);
        await Expect(page.Locator("#ended")).ToHaveTextAsync("The player has ended.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A site with the package and what it depends on as npm would install them.</summary>
    private async Task WriteSiteAsync(Uri server)
    {
        var modules = Directory.CreateDirectory(Path.Combine(Site, "node_modules")).FullName;
        foreach (
            var installed in Directory
                .EnumerateDirectories(Path.Combine(Clients, "node_modules"))
                .Where(path => Path.GetFileName(path) is not "@voicesmith")
        )
            Directory.CreateSymbolicLink(Path.Combine(modules, Path.GetFileName(installed)), installed);
        await using (
            var packed = new GZipStream(
                File.OpenRead(Directory.GetFiles(_folder, "*.tgz").Single()),
                CompressionMode.Decompress
            )
        )
            await TarFile.ExtractToDirectoryAsync(
                packed,
                Directory.CreateDirectory(Path.Combine(modules, "@voicesmith")).FullName,
                false,
                TestContext.Current.CancellationToken
            );
        Directory.Move(Path.Combine(modules, "@voicesmith", "package"), Path.Combine(modules, "@voicesmith", "client"));
        await File.WriteAllTextAsync(
            Path.Combine(Site, "index.html"),
            $"""
            <!doctype html>
            <title>Another site</title>
            <voicesmith-player server="{server}" voice="tiny">The old clock struck four.</voicesmith-player>
            <p id="words"></p>
            <p id="ended"></p>
            <script type="module" src="./main.js"></script>
            """,
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(Site, "main.js"),
            $$"""
            import '@voicesmith/client/element';
            import { VoiceSmithClient, record } from '@voicesmith/client';

            const client = new VoiceSmithClient('{{server}}', {
              async onVoices() {
                const { track } = await record((request, listener) => client.speak(request, listener), 'Good evening.', { voice: 'tiny' });
                const samples = new Uint8Array(track.read(0).buffer);
                window.sound = btoa(Array.from(samples, (byte) => String.fromCharCode(byte)).join(''));
                document.getElementById('words').textContent = track.words.all.map(({ text }) => text).join(' ');
              },
            });
            document.querySelector('voicesmith-player').addEventListener('end', () => { document.getElementById('ended').textContent = 'The player has ended.'; });
            """,
            TestContext.Current.CancellationToken
        );
    }
}
