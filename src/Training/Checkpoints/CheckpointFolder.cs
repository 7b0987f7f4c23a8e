using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Checkpoints;

/// <summary>
/// The checkpoints of one run: folders named by step. Each is written under a temporary name and renamed when complete,
/// so that a process killed at any moment leaves only complete ones.
/// </summary>
public sealed class CheckpointFolder(string root)
{
    private const string Weights = "weights.safetensors",
        Average = "average.safetensors";
    private const string Optimizers = "optimizer.safetensors",
        ManifestHash = CheckpointManifest.FileName + ".sha256";
    private const string Best = "best",
        Partial = ".partial";

    /// <summary>Complete checkpoints, newest first.</summary>
    public IEnumerable<string> NewestFirst =>
        Directory.Exists(root)
            ? Directory.GetDirectories(root, "step-*").Where(IsComplete).OrderByDescending(StepOf)
            : [];

    /// <summary>Manifest of the newest undamaged checkpoint, which a run resumes from; null for none.</summary>
    public CheckpointManifest? ToResume =>
        NewestFirst.FirstOrDefault(IsUndamaged) is { } folder ? ReadManifest(folder) : null;

    /// <summary>The newest checkpoint of a run.</summary>
    /// <param name="folder">A run's folder, or a checkpoint, which is returned as it is.</param>
    public static string NewestIn(string folder) =>
        new CheckpointFolder(Path.Combine(folder, "checkpoints")).NewestFirst.FirstOrDefault() ?? folder;

    /// <summary>True for the folder of one checkpoint.</summary>
    public static bool IsCheckpoint(string folder) => File.Exists(Path.Combine(folder, CheckpointManifest.FileName));

    /// <summary>The checkpoint with the best score so far, without optimizer state; null for none.</summary>
    public string? BestOrNull =>
        new[] { Best, Best + Partial }.Select(name => Path.Combine(root, name)).FirstOrDefault(IsCheckpoint);

    /// <summary>The score of the best checkpoint so far; infinite for none.</summary>
    public double BestScore =>
        BestOrNull is { } folder && TryReadManifest(folder) is { } manifest
            ? manifest.Score ?? manifest.Metrics.Values.FirstOrDefault(double.PositiveInfinity)
            : double.PositiveInfinity;

    /// <summary>Writes a checkpoint and removes older ones.</summary>
    /// <param name="manifest">Without hashes.</param>
    /// <param name="network">The trained weights.</param>
    /// <param name="average">Their running average.</param>
    /// <param name="optimizers">Optimizers whose state is saved.</param>
    /// <param name="keep">Number of newest checkpoints to keep.</param>
    /// <param name="top">Number of best checkpoints to keep besides; the best is kept as a copy named 'best'.</param>
    /// <returns>Its folder, and true for the best score so far.</returns>
    /// <exception cref="IOException">It cannot be written; what was written of it is removed.</exception>
    public (string Folder, bool IsBest) Write(
        CheckpointManifest manifest,
        nn.Module network,
        IReadOnlyDictionary<string, Tensor> average,
        IReadOnlyList<ScheduledOptimizer> optimizers,
        int keep,
        int top
    )
    {
        Directory.CreateDirectory(root);
        Recover();
        var final = Path.Combine(root, $"step-{manifest.Step:D8}");
        var partial = final + Partial;
        try
        {
            Directory.CreateDirectory(partial);
            SafeTensors.Write(Path.Combine(partial, Weights), ModuleWeights.Of(network));
            SafeTensors.Write(Path.Combine(partial, Average), average);
            SafeTensors.Write(Path.Combine(partial, Optimizers), optimizers.SelectMany(OptimizerState.Of));
            var hashes = new[] { Weights, Average, Optimizers }.ToDictionary(
                name => name,
                name => HashOf(Path.Combine(partial, name))
            );
            WriteManifest(partial, manifest with { Hashes = hashes });
        }
        catch (IOException)
        {
            Delete(partial); // on a full disk its space is needed
            throw;
        }
        Delete(final);
        Directory.Move(partial, final);
        var isBest = top > 0 && manifest.Score < BestScore;
        if (isBest)
            KeepAsBest(final);
        Prune(keep, top);
        return (final, isBest);
    }

    /// <summary>
    /// Restores the newest complete and undamaged checkpoint into a network, its average and its optimizers.
    /// </summary>
    /// <returns>Its manifest; null for none.</returns>
    public CheckpointManifest? ResumeNewest(
        nn.Module network,
        IReadOnlyDictionary<string, Tensor> average,
        IReadOnlyList<ScheduledOptimizer> optimizers
    )
    {
        if (!Directory.Exists(root))
            return null;
        Recover();
        if (NewestFirst.FirstOrDefault(IsUndamaged) is not { } folder)
            return null;
        using var scope = NewDisposeScope();
        ModuleWeights.Load(network, ReadWeights(folder), folder);
        using (no_grad())
            foreach (var (key, value) in ReadTensors(folder, Average))
                average[key].copy_(value);
        var state = ReadTensors(folder, Optimizers);
        foreach (var optimizer in optimizers)
            OptimizerState.Restore(optimizer, state);
        return ReadManifest(folder);
    }

    /// <summary>The manifest of a checkpoint.</summary>
    /// <param name="folder">One checkpoint.</param>
    /// <exception cref="VoiceSmithException">
    /// VS3002: the folder is not a checkpoint; VS3007: its manifest is damaged.
    /// </exception>
    public static CheckpointManifest ReadManifest(string folder)
    {
        if (!IsCheckpoint(folder))
            throw new VoiceSmithException(
                "VS3002",
                $"'{folder}' is not a checkpoint.",
                $"It contains no {CheckpointManifest.FileName}.",
                "Name a folder step-NNNNNNNN or best, below the folder given to 'train --out'."
            );
        var (path, hash) = (
            Path.Combine(folder, CheckpointManifest.FileName),
            Path.Combine(folder, ManifestHash) // older checkpoints have none
        );
        if (File.Exists(hash) && File.ReadAllText(hash) != HashOf(path))
            throw Damaged(folder, CheckpointManifest.FileName, $"that in {ManifestHash}");
        try
        {
            return JsonSerializer.Deserialize<CheckpointManifest>(File.ReadAllBytes(path), CheckpointManifest.Json)!;
        }
        catch (JsonException)
        {
            throw Damaged(folder, CheckpointManifest.FileName, "that of a manifest that can be read");
        }
    }

    /// <summary>True if all files of a checkpoint exist and have the hashes in its manifest.</summary>
    /// <param name="folder">One checkpoint.</param>
    public static bool IsUndamaged(string folder)
    {
        if (!IsCheckpoint(folder) || TryReadManifest(folder) is not { } manifest)
            return false;
        var isBest = Path.GetFileName(folder).StartsWith(Best, StringComparison.Ordinal); // keeps no optimizer state
        return manifest.Hashes.All(file =>
            Path.Combine(folder, file.Key) is var path
            && (File.Exists(path) ? HashOf(path) == file.Value : file.Key == Optimizers && isBest)
        );
    }

    /// <summary>The trained weights of a checkpoint, by key; in the caller's dispose scope.</summary>
    /// <exception cref="VoiceSmithException">VS3002: not a checkpoint; VS3007: it is damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadWeights(string folder) => ReadChecked(folder, Weights);

    /// <summary>The averaged weights of a checkpoint, by key; in the caller's dispose scope.</summary>
    /// <exception cref="VoiceSmithException">VS3002: not a checkpoint; VS3007: it is damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadAverage(string folder) => ReadChecked(folder, Average);

    /// <summary>The averaged weights of one of a checkpoint's networks; in the caller's dispose scope.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="prefix">Prefix of the network's keys, which is removed.</param>
    /// <exception cref="VoiceSmithException">VS3002: not a checkpoint; VS3007: it is damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadAverage(string folder, string prefix) =>
        ReadAverage(folder)
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    private static Dictionary<string, Tensor> ReadChecked(string folder, string file)
    {
        var (manifest, path) = (ReadManifest(folder), Path.Combine(folder, file));
        return File.Exists(path) && manifest.Hashes.GetValueOrDefault(file) == HashOf(path)
            ? ReadTensors(folder, file)
            : throw Damaged(folder, file, "that in its manifest");
    }

    private static VoiceSmithException Damaged(string folder, string file, string expected) =>
        new(
            "VS3007",
            $"The checkpoint '{folder}' is damaged.",
            $"The hash of {file} differs from {expected}.",
            "Use the checkpoint before it."
        );

    /// <summary>The manifest of a checkpoint; null if it is damaged.</summary>
    private static CheckpointManifest? TryReadManifest(string folder)
    {
        try
        {
            return ReadManifest(folder);
        }
        catch (VoiceSmithException)
        {
            return null;
        }
    }

    private static Dictionary<string, Tensor> ReadTensors(string folder, string file)
    {
        var tensors = SafeTensors.Read(Path.Combine(folder, file));
        foreach (var value in tensors.Values)
            value.MoveToOuterDisposeScope();
        return tensors;
    }

    /// <summary>Cleans up after a killed process: complete partial folders are renamed, others removed.</summary>
    private void Recover()
    {
        foreach (var partial in Directory.GetDirectories(root, "*" + Partial))
            if (partial[..^Partial.Length] is var final && !IsCheckpoint(final) && IsUndamaged(partial))
            {
                Delete(final);
                Directory.Move(partial, final);
            }
            else
                Delete(partial);
    }

    private void KeepAsBest(string source)
    {
        var (best, partial) = (Path.Combine(root, Best), Path.Combine(root, Best + Partial));
        Directory.CreateDirectory(partial);
        foreach (var file in new[] { Weights, Average })
            File.Copy(Path.Combine(source, file), Path.Combine(partial, file), overwrite: true);
        WriteManifest(partial, ReadManifest(source));
        Delete(best);
        Directory.Move(partial, best);
    }

    private void Prune(int keep, int top)
    {
        var all = NewestFirst.ToArray();
        var kept = all.Take(keep).ToHashSet();
        if (top > 1)
            kept.UnionWith(
                all.Select(folder => (Folder: folder, TryReadManifest(folder)?.Score))
                    .Where(one => one.Score is not null)
                    .OrderBy(one => one.Score)
                    .Take(top)
                    .Select(one => one.Folder)
            );
        foreach (var old in all.Where(folder => !kept.Contains(folder)))
            Delete(old);
    }

    /// <summary>
    /// Removes a checkpoint; its manifest first, so that a partly deleted one never counts as complete.
    /// </summary>
    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        File.Delete(Path.Combine(folder, CheckpointManifest.FileName));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Writes the manifest after its hash: a folder with a manifest is complete.</summary>
    private static void WriteManifest(string folder, CheckpointManifest manifest)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest, CheckpointManifest.Json);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        AtomicFile.Write(Path.Combine(folder, ManifestHash), stream => stream.Write(Encoding.ASCII.GetBytes(hash)));
        AtomicFile.Write(Path.Combine(folder, CheckpointManifest.FileName), stream => stream.Write(content));
    }

    private static bool IsComplete(string folder) =>
        !folder.EndsWith(Partial, StringComparison.Ordinal) && IsCheckpoint(folder);

    private static long StepOf(string folder) =>
        long.Parse(Path.GetFileName(folder)["step-".Length..], CultureInfo.InvariantCulture);

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
