namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>A PyTorch file was read, but what it holds cannot become a voice.</summary>
public sealed class TorchImportException(string path, string reason, string fix) : VoiceSmithException("VS2011",
    what: $"'{path}' cannot be imported.", why: $"In detail: {reason.TrimEnd('.')}.", fix: fix);
