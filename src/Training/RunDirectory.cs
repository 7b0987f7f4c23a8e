using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Loggers;

namespace VoiceSmith.Training;

/// <summary>Folder of a run's results.</summary>
public static class RunDirectory
{
    internal const string Checkpoints = "checkpoints",
        TensorBoard = "tensorboard";
    internal const string Validation = "validation",
        Diagnostics = "diagnostics",
        Report = "report.html";

    private static readonly string[] Folders = [Checkpoints, TensorBoard, Validation, Diagnostics];
    private static readonly string[] Files = [JsonLinesLogger.FileName, Report];

    /// <summary>Checks that the folder's contents fit <see cref="TrainerOptions.Start"/>. Changes nothing.</summary>
    /// <exception cref="VoiceSmithException">
    /// VS3012: the folder holds an earlier run; VS3013: it holds no checkpoint to resume.
    /// </exception>
    public static void RequireFit(TrainerOptions options)
    {
        var root = options.DefaultRootDirectory;
        var hasCheckpoint = new CheckpointFolder(Path.Combine(root, Checkpoints)).NewestFirst.Any();
        if (options.Start == RunStart.Resume && !hasCheckpoint)
            throw new VoiceSmithException(
                "VS3013",
                $"There is no run to resume in '{root}'.",
                Directory.Exists(root) ? "It contains no checkpoint." : "There is no such folder.",
                "Name the folder given to 'train --out' before, or start a new run without --resume."
            );
        var isUsed = hasCheckpoint || File.Exists(Path.Combine(root, JsonLinesLogger.FileName));
        if (options is { Start: RunStart.New, FastDevRun: 0 } && isUsed)
            throw new VoiceSmithException(
                "VS3012",
                $"'{root}' holds an earlier run.",
                "A new run would mix its logs and checkpoints with that run's.",
                "Continue that run with --resume, replace it with --restart, or name another folder."
            );
    }

    /// <summary>The manifest of the checkpoint that a run goes on from.</summary>
    /// <param name="options">Options of the run.</param>
    /// <param name="kind">Kind of network that is to be trained.</param>
    /// <returns>Null for a run that starts anew.</returns>
    /// <exception cref="VoiceSmithException">VS3013: the run trains another kind of network.</exception>
    public static CheckpointManifest? ManifestToResume(TrainerOptions options, string kind)
    {
        if (options.Start is not (RunStart.Resume or RunStart.ResumeOrNew))
            return null;
        var root = options.DefaultRootDirectory;
        var manifest = new CheckpointFolder(Path.Combine(root, Checkpoints)).ToResume;
        return manifest is null || manifest.Kind == kind
            ? manifest
            : throw new VoiceSmithException(
                "VS3013",
                $"The run in '{root}' cannot be resumed as a run of '{kind}'.",
                $"Its checkpoints are of kind '{manifest.Kind}'.",
                "Resume it with the command that started it, or name another folder."
            );
    }

    /// <summary>Checks the folder, removes an earlier run where the options say so, and creates the folder.</summary>
    /// <exception cref="VoiceSmithException">
    /// As <see cref="RequireFit"/>; VS3014: the folder cannot be written.
    /// </exception>
    public static void Prepare(TrainerOptions options)
    {
        RequireFit(options);
        var root = options.DefaultRootDirectory;
        try
        {
            if (options.Start == RunStart.Restart)
                Clear(root);
            Directory.CreateDirectory(root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VoiceSmithException(
                "VS3014",
                $"The folder '{root}' cannot be written.",
                error.Message,
                "Name a folder that can be created or written.",
                error
            );
        }
    }

    private static void Clear(string root)
    {
        foreach (var folder in Folders.Select(name => Path.Combine(root, name)).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        foreach (var file in Files.Select(name => Path.Combine(root, name)).Where(File.Exists))
            File.Delete(file);
    }
}
