using System.Diagnostics;
using TorchSharp;
using VoiceSmith.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using VoiceSmith.Training.Checkpoints;

namespace VoiceSmith.Bench.Faults;

/// <summary>A disk that is full while voices, recordings and checkpoints are stored, or read-only. Root only.</summary>
internal sealed class DiskFaults(WorkFolder work, Outcome outcome)
{
    private const int DiskMegabytes = 24;
    private readonly Random _random = new(1);

    /// <param name="rounds">Of each.</param>
    public async Task RunAsync(int rounds)
    {
        var disk = Directory.CreateDirectory(work.In("disk")).FullName;
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={DiskMegabytes}m", "tmpfs", disk))
        {
            outcome.Count("skipped_without_root");
            return;
        }
        try
        {
            SaveCheckpoints(disk, rounds);
            await using (var server = new FaultyServer(work, disk))
            {
                await server.StartAsync();
                for (var round = 0; round < rounds; round++)
                    await FillAsync(server, disk, round);
                await KilledAsync(server);
            }
            await ReadOnlyAsync(disk);
        }
        finally
        {
            Run("umount", disk);
        }
    }

    /// <summary>Checkpoints of a tiny network, with less and less room.</summary>
    private void SaveCheckpoints(string disk, int rounds)
    {
        using var network = new SourceFilterVocoder(TinyVoice.Vocoder);
        var average = network.state_dict();
        var folder = new CheckpointFolder(Path.Combine(disk, "checkpoints"));
        var manifest = new CheckpointManifest
        {
            Kind = "vocoder",
            Step = 1,
            Config = System.Text.Json.JsonSerializer.SerializeToElement(TinyVoice.Vocoder),
            Metrics = new Dictionary<string, double>(),
            Hashes = new Dictionary<string, string>(),
        };
        folder.Write(manifest, network, average, [], keep: 2, top: 0);
        for (var round = 0; round < rounds; round++)
        {
            using (Filler(disk, _random.Next(2_000_000)))
                try
                {
                    folder.Write(manifest with { Step = round + 2 }, network, average, [], keep: 2, top: 0);
                    outcome.Count("checkpoints_saved");
                }
                catch (IOException)
                {
                    outcome.Count("checkpoints_refused");
                }
            var newest = folder.NewestFirst.First();
            outcome.Require(CheckpointFolder.IsUndamaged(newest), "the newest checkpoint is damaged");
        }
        var left = work.Unfinished(disk);
        outcome.Require(left.Count == 0, $"saving left {string.Join(", ", left.Take(3))}");
        Directory.Delete(Path.Combine(disk, "checkpoints"), recursive: true);
    }

    private async Task FillAsync(FaultyServer server, string disk, int round)
    {
        await using var client = server.Client();
        var before = await StateAsync(client);
        using (Filler(disk, _random.Next(1_200_000)))
        {
            await TryAsync("publish", () => client.Voices.PublishAsync(work.VoiceOf(1 + round % 2)));
            await TryAsync("upload", () => UploadAsync(client));
            await SpeakAsync(client, $"round {round}, full");
        }
        var after = await StateAsync(client);
        outcome.Require(before.Sets.IsSubsetOf(after.Sets), $"round {round}: a data set is lost");
        foreach (var set in after.Sets)
            await client.Training.DeleteDataSetAsync(set);
        await client.Voices.PublishAsync(work.VoiceOf(1 + round % 2)); // there is room again
        var left = work.Unfinished(disk);
        outcome.Require(left.Count == 0, $"round {round} left {string.Join(", ", left.Take(3))}");
        outcome.Count("full_disks");
    }

    private async Task KilledAsync(FaultyServer server)
    {
        await using var client = server.Client();
        var before = await StateAsync(client);
        server.Signal("KILL");
        await server.EndAsync();
        await server.StartAsync();
        await using var again = server.Client();
        var after = await StateAsync(again);
        outcome.Require(before.Version == after.Version, "another version speaks after the start");
    }

    private async Task ReadOnlyAsync(string disk)
    {
        Run("mount", "-o", "remount,ro", disk);
        await using var server = new FaultyServer(work, disk);
        var started = await server.TryStartAsync();
        outcome.Require(started, $"it does not start on a read-only disk: {server.Said}");
        if (!started)
            return;
        await using var client = server.Client();
        await SpeakAsync(client, "read-only");
        await TryAsync("publish_read_only", () => client.Voices.PublishAsync(work.VoiceOf(2)));
        await TryAsync("upload_read_only", () => UploadAsync(client));
        outcome.Count("read_only_disks");
    }

    /// <summary>Either it is done, or the error says why.</summary>
    private async Task TryAsync(string what, Func<Task> act)
    {
        try
        {
            await act();
            outcome.Count(what + "_done");
        }
        catch (VoiceSmithException error)
        {
            outcome.Count(what + "_refused");
            outcome.Require(error.Code is "VS4045" or "VS4030", $"{what}: {error.Message}");
        }
    }

    private async Task SpeakAsync(VoiceSmithClient client, string when)
    {
        var ended = false;
        await foreach (var happened in client.SpeakAsync("Is it full?"))
            ended |= happened is EndEvent;
        outcome.Require(ended, $"{when}: it does not speak");
    }

    private static Task<DataSet> UploadAsync(VoiceSmithClient client) =>
        client.Training.UploadAsync(
            new(
                "clips",
                [.. Tones.Recordings(4).Select(one => new UploadFile(one.Name, new MemoryStream(one.Content)))]
            )
        );

    private static async Task<(HashSet<string> Sets, string Version)> StateAsync(VoiceSmithClient client) =>
        (
            [.. (await client.Training.DataSetsAsync()).Select(set => set.Id)],
            (await client.Voices.VersionsAsync("tiny")).Current
        );

    /// <summary>A file that leaves so many bytes free, until it is disposed of.</summary>
    private static FileStream Filler(string disk, long free)
    {
        var file = new FileStream(
            Path.Combine(disk, "filler"),
            FileMode.Create,
            FileAccess.Write,
            FileShare.None,
            1,
            FileOptions.DeleteOnClose
        );
        var zeros = new byte[Math.Max(0, new DriveInfo(disk).AvailableFreeSpace - free)];
        file.Write(zeros);
        return file;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
