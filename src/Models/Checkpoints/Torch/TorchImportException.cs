namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>The contents of a PyTorch file cannot be imported as a voice.</summary>
public sealed class TorchImportException(string path, string reason, string fix)
    : VoiceSmithException(
        "VS2011",
        what: $"'{path}' cannot be imported.",
        why: $"In detail: {reason.TrimEnd('.')}.",
        fix: fix
    );
