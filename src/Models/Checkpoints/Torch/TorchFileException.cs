namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>A PyTorch file cannot be read: it is damaged, of another format, or contains more than data.</summary>
public sealed class TorchFileException(string path, string reason, Exception? cause = null)
    : VoiceSmithException(
        "VS2010",
        what: $"'{path}' cannot be read as a PyTorch checkpoint.",
        why: $"In detail: {reason.TrimEnd('.')}.",
        fix: "Fetch the file again, or load it in PyTorch 1.6 or newer and save its state_dict with torch.save.",
        cause: cause
    )
{
    /// <summary>The reason.</summary>
    public string Reason { get; } = reason;
}
