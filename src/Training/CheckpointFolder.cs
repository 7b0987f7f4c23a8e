using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Checkpoints;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>What a training checkpoint says of itself.</summary>
public sealed record CheckpointManifest
{
    /// <summary>The manifest's file name; written last, so a folder without it is not whole.</summary>
    public const string FileName = "checkpoint.json";

    /// <summary>Layout of the files beside it.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Kind of network: acoustic, vocoder, g2p.</summary>
    public required string Kind { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Sizes of the network.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>Validation losses when it was written.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>SHA-256 of the files beside it.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }
}

/// <summary>
/// The checkpoints of one run: folders named by step, each written under another name and renamed when complete, so that
/// a process killed at any moment leaves only whole ones.
/// </summary>
public sealed class CheckpointFolder(string root)
{
    private const string Weights = "weights.safetensors", Average = "average.safetensors", OptimizerState = "optimizer.safetensors";
    private const string Best = "best", Partial = ".partial";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Whole checkpoints, newest first.</summary>
    public IEnumerable<string> NewestFirst => Directory.Exists(root)
        ? Directory.GetDirectories(root, "step-*").Where(IsWhole).OrderByDescending(StepOf)
        : [];

    /// <summary>The newest checkpoint of a run.</summary>
    /// <param name="folder">A run's folder, or a checkpoint itself, which is given back.</param>
    public static string NewestIn(string folder) => new CheckpointFolder(Path.Combine(folder, "checkpoints")).NewestFirst.FirstOrDefault() ?? folder;

    /// <summary>The checkpoint with the best validation so far, or null.</summary>
    public string? BestOrNull => Path.Combine(root, Best) is var path && IsWhole(path) ? path : null;

    /// <summary>Writes a checkpoint and forgets older ones.</summary>
    /// <param name="manifest">Without hashes.</param>
    /// <param name="network">The weights as trained.</param>
    /// <param name="average">Their running average.</param>
    /// <param name="optimizers">Their state is saved too.</param>
    /// <param name="keep">Newest checkpoints to keep.</param>
    /// <param name="isBest">Whether to keep it as the best one, too.</param>
    /// <returns>Its folder.</returns>
    public string Write(CheckpointManifest manifest, nn.Module network, IReadOnlyDictionary<string, Tensor> average,
        IReadOnlyList<ScheduledOptimizer> optimizers, int keep, bool isBest)
    {
        Directory.CreateDirectory(root);
        foreach (var stale in Directory.GetDirectories(root, "*" + Partial))
            Directory.Delete(stale, recursive: true);
        var final = Path.Combine(root, $"step-{manifest.Step:D8}");
        var partial = final + Partial;
        Directory.CreateDirectory(partial);
        SafeTensors.Write(Path.Combine(partial, Weights), ModuleWeights.Of(network));
        SafeTensors.Write(Path.Combine(partial, Average), average);
        SafeTensors.Write(Path.Combine(partial, OptimizerState), optimizers.SelectMany(StateOf));
        var hashes = new[] { Weights, Average, OptimizerState }.ToDictionary(name => name, name => HashOf(Path.Combine(partial, name)));
        AtomicFile.Write(Path.Combine(partial, CheckpointManifest.FileName),
            stream => JsonSerializer.Serialize(stream, manifest with { Hashes = hashes }, Json));
        if (Directory.Exists(final))
            Directory.Delete(final, recursive: true);
        Directory.Move(partial, final);
        if (isBest)
            KeepAsBest(final);
        foreach (var old in NewestFirst.Skip(keep).ToArray())
            Directory.Delete(old, recursive: true);
        return final;
    }

    /// <summary>Reads the newest checkpoint that is whole and undamaged into a network, its average and its optimizers.</summary>
    /// <returns>Its manifest, or null where there is none.</returns>
    public CheckpointManifest? ResumeNewest(nn.Module network, IReadOnlyDictionary<string, Tensor> average, IReadOnlyList<ScheduledOptimizer> optimizers)
    {
        foreach (var folder in NewestFirst)
        {
            var manifest = ReadManifest(folder);
            if (manifest.Hashes.Any(file => HashOf(Path.Combine(folder, file.Key)) != file.Value))
                continue; // damaged on disk: the one before it is better than none
            using var scope = NewDisposeScope();
            ModuleWeights.Load(network, ReadTensors(folder, Weights), folder);
            using (no_grad())
                foreach (var (key, value) in ReadTensors(folder, Average))
                    average[key].copy_(value);
            var state = ReadTensors(folder, OptimizerState);
            foreach (var optimizer in optimizers)
                Restore(optimizer, state);
            return manifest;
        }
        return null;
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
        return JsonSerializer.Deserialize<CheckpointManifest>(File.ReadAllBytes(path), Json)!;
    }

    /// <summary>The averaged weights of a checkpoint, by key; in the caller's dispose scope.</summary>
    public static IReadOnlyDictionary<string, Tensor> ReadAverage(string folder) => ReadTensors(folder, Average);

    private static Dictionary<string, Tensor> ReadTensors(string folder, string file)
    {
        var tensors = SafeTensors.Read(Path.Combine(folder, file));
        foreach (var value in tensors.Values)
            value.MoveToOuterDisposeScope();
        return tensors;
    }

    private void KeepAsBest(string source)
    {
        var (best, partial) = (Path.Combine(root, Best), Path.Combine(root, Best + Partial));
        Directory.CreateDirectory(partial);
        foreach (var file in Directory.GetFiles(source))
            if (Path.GetFileName(file) != OptimizerState)
                File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        if (Directory.Exists(best))
            Directory.Delete(best, recursive: true);
        Directory.Move(partial, best);
    }

    private static bool IsWhole(string folder) =>
        !folder.EndsWith(Partial, StringComparison.Ordinal) && File.Exists(Path.Combine(folder, CheckpointManifest.FileName));

    private static long StepOf(string folder) =>
        long.Parse(Path.GetFileName(folder)["step-".Length..], System.Globalization.CultureInfo.InvariantCulture);

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>AdamW's moments and step counts, named by parameter number.</summary>
    private static IEnumerable<KeyValuePair<string, Tensor>> StateOf(ScheduledOptimizer optimizer)
    {
        var states = ((OptimizerHelper)optimizer.Optimizer).state_dict().State;
        for (var i = 0; i < states.Count; i++)
        {
            var state = (AdamW.State)states[i];
            if (state.exp_avg is null)
                continue; // never moved
            yield return new($"{optimizer.Name}.{i}.step", tensor(state.step));
            yield return new($"{optimizer.Name}.{i}.exp_avg", state.exp_avg);
            yield return new($"{optimizer.Name}.{i}.exp_avg_sq", state.exp_avg_sq);
        }
    }

    private static void Restore(ScheduledOptimizer optimizer, Dictionary<string, Tensor> saved)
    {
        var states = ((OptimizerHelper)optimizer.Optimizer).state_dict().State;
        using var _ = no_grad();
        for (var i = 0; i < states.Count; i++)
        {
            if (!saved.TryGetValue($"{optimizer.Name}.{i}.step", out var step))
                continue;
            var state = (AdamW.State)states[i];
            state.step = step.ToInt64();
            state.exp_avg.copy_(saved[$"{optimizer.Name}.{i}.exp_avg"]);
            state.exp_avg_sq.copy_(saved[$"{optimizer.Name}.{i}.exp_avg_sq"]);
        }
    }
}
