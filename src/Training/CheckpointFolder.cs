using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models.Checkpoints;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>
/// The checkpoints of one run: folders named by step, each written under another name and renamed when complete, so that
/// a process killed at any moment leaves only whole ones.
/// </summary>
public sealed class CheckpointFolder(string root)
{
    private const string Weights = "weights.safetensors", Average = "average.safetensors", Optimizers = "optimizer.safetensors";
    private const string Best = "best", Partial = ".partial";

    /// <summary>Whole checkpoints, newest first.</summary>
    public IEnumerable<string> NewestFirst => Directory.Exists(root)
        ? Directory.GetDirectories(root, "step-*").Where(IsWhole).OrderByDescending(StepOf)
        : [];

    /// <summary>The newest checkpoint of a run.</summary>
    /// <param name="folder">A run's folder, or a checkpoint itself, which is given back.</param>
    public static string NewestIn(string folder) => new CheckpointFolder(Path.Combine(folder, "checkpoints")).NewestFirst.FirstOrDefault() ?? folder;

    /// <summary>The checkpoint with the best validation so far, without its optimizers' state; or null.</summary>
    public string? BestOrNull => new[] { Best, Best + Partial }.Select(name => Path.Combine(root, name)).FirstOrDefault(HasManifest);

    /// <summary>What the best checkpoint so far reached; infinite where there is none.</summary>
    public double BestScore => BestOrNull is { } folder && ReadManifest(folder) is var manifest
        ? manifest.Score ?? manifest.Metrics.Values.FirstOrDefault(double.PositiveInfinity)
        : double.PositiveInfinity;

    /// <summary>Writes a checkpoint and forgets older ones.</summary>
    /// <param name="manifest">Without hashes.</param>
    /// <param name="network">The weights as trained.</param>
    /// <param name="average">Their running average.</param>
    /// <param name="optimizers">Their state is saved too.</param>
    /// <param name="keep">Newest checkpoints to keep.</param>
    /// <param name="top">Checkpoints with the best scores to keep besides; the first of them as a copy named 'best'.</param>
    /// <returns>Its folder, and whether it is the best so far.</returns>
    public (string Folder, bool IsBest) Write(CheckpointManifest manifest, nn.Module network, IReadOnlyDictionary<string, Tensor> average,
        IReadOnlyList<ScheduledOptimizer> optimizers, int keep, int top)
    {
        Directory.CreateDirectory(root);
        Recover();
        var final = Path.Combine(root, $"step-{manifest.Step:D8}");
        var partial = final + Partial;
        Directory.CreateDirectory(partial);
        SafeTensors.Write(Path.Combine(partial, Weights), ModuleWeights.Of(network));
        SafeTensors.Write(Path.Combine(partial, Average), average);
        SafeTensors.Write(Path.Combine(partial, Optimizers), optimizers.SelectMany(OptimizerState.Of));
        var hashes = new[] { Weights, Average, Optimizers }.ToDictionary(name => name, name => HashOf(Path.Combine(partial, name)));
        WriteManifest(partial, manifest with { Hashes = hashes });
        Delete(final);
        Directory.Move(partial, final);
        var isBest = top > 0 && manifest.Score < BestScore;
        if (isBest)
            KeepAsBest(final);
        Forget(keep, top);
        return (final, isBest);
    }

    /// <summary>Reads the newest checkpoint that is whole and undamaged into a network, its average and its optimizers.</summary>
    /// <returns>Its manifest, or null where there is none.</returns>
    public CheckpointManifest? ResumeNewest(nn.Module network, IReadOnlyDictionary<string, Tensor> average, IReadOnlyList<ScheduledOptimizer> optimizers)
    {
        if (!Directory.Exists(root))
            return null;
        Recover();
        if (NewestFirst.FirstOrDefault(IsUndamaged) is not { } folder)
            return null;
        using var scope = NewDisposeScope();
        ModuleWeights.Load(network, ReadTensors(folder, Weights), folder);
        using (no_grad())
            foreach (var (key, value) in ReadTensors(folder, Average))
                average[key].copy_(value);
        var state = ReadTensors(folder, Optimizers);
        foreach (var optimizer in optimizers)
            OptimizerState.Restore(optimizer, state);
        return ReadManifest(folder);
    }

    /// <summary>A checkpoint's own description.</summary>
    /// <param name="folder">One checkpoint.</param>
    /// <exception cref="VoiceSmithException">VS3002: there is none.</exception>
    public static CheckpointManifest ReadManifest(string folder)
    {
        var path = Path.Combine(folder, CheckpointManifest.FileName);
        if (!File.Exists(path))
            throw new VoiceSmithException("VS3002", $"'{folder}' is no checkpoint.", $"There is no {CheckpointManifest.FileName} in it.",
                "Name a folder step-NNNNNNNN or best, below the folder given to 'train --out'.");
        return JsonSerializer.Deserialize<CheckpointManifest>(File.ReadAllBytes(path), CheckpointManifest.Json)!;
    }

    /// <summary>Whether every file of a checkpoint is there and has the hash that its manifest names.</summary>
    /// <param name="folder">One checkpoint.</param>
    public static bool IsUndamaged(string folder) => HasManifest(folder)
        && ReadManifest(folder).Hashes.All(file => Path.Combine(folder, file.Key) is var path
            && (File.Exists(path) ? HashOf(path) == file.Value : file.Key == Optimizers && Path.GetFileName(folder).StartsWith(Best, StringComparison.Ordinal)));

    /// <summary>The averaged weights of a checkpoint, by key; in the caller's dispose scope.</summary>
    /// <exception cref="VoiceSmithException">VS3002: there is no checkpoint; VS3007: it is damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadAverage(string folder)
    {
        if (ReadManifest(folder).Hashes[Average] != HashOf(Path.Combine(folder, Average)))
            throw new VoiceSmithException("VS3007", $"The checkpoint '{folder}' is damaged.", $"{Average} has not the hash that its manifest names.",
                "Take the checkpoint before it.");
        return ReadTensors(folder, Average);
    }

    /// <summary>The averaged weights of one of a checkpoint's networks, by the network's own keys; in the caller's dispose scope.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="prefix">What the network's keys begin with.</param>
    /// <exception cref="VoiceSmithException">VS3002: there is no checkpoint; VS3007: it is damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadAverage(string folder, string prefix) => ReadAverage(folder)
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    private static Dictionary<string, Tensor> ReadTensors(string folder, string file)
    {
        var tensors = SafeTensors.Read(Path.Combine(folder, file));
        foreach (var value in tensors.Values)
            value.MoveToOuterDisposeScope();
        return tensors;
    }

    /// <summary>Finishes or removes what a killed process left: a folder that is whole gets its name, any other goes.</summary>
    private void Recover()
    {
        foreach (var partial in Directory.GetDirectories(root, "*" + Partial))
            if (partial[..^Partial.Length] is var final && !HasManifest(final) && IsUndamaged(partial))
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

    private void Forget(int keep, int top)
    {
        var all = NewestFirst.ToArray();
        var kept = all.Take(keep).ToHashSet();
        if (top > 1)
            kept.UnionWith(all.Where(folder => ReadManifest(folder).Score is not null).OrderBy(folder => ReadManifest(folder).Score).Take(top));
        foreach (var old in all.Where(folder => !kept.Contains(folder)))
            Delete(old);
    }

    /// <summary>Removes a checkpoint; its manifest first, so that half of it is never taken for a whole.</summary>
    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        File.Delete(Path.Combine(folder, CheckpointManifest.FileName));
        Directory.Delete(folder, recursive: true);
    }

    private static void WriteManifest(string folder, CheckpointManifest manifest) =>
        AtomicFile.Write(Path.Combine(folder, CheckpointManifest.FileName), stream => JsonSerializer.Serialize(stream, manifest, CheckpointManifest.Json));

    private static bool IsWhole(string folder) => !folder.EndsWith(Partial, StringComparison.Ordinal) && HasManifest(folder);

    private static bool HasManifest(string folder) => File.Exists(Path.Combine(folder, CheckpointManifest.FileName));

    private static long StepOf(string folder) => long.Parse(Path.GetFileName(folder)["step-".Length..], CultureInfo.InvariantCulture);

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
