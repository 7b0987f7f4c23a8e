namespace VoiceSmith.Cluster;

/// <summary>Names of members: role and machine, such as <c>worker@studio-3:11111</c>.</summary>
internal static class MemberName
{
    /// <summary>This process's name.</summary>
    public static string Of(ClusterOptions options) =>
        $"{options.Role.ToString().ToLowerInvariant()}@{Environment.MachineName}:{options.Port}";

    /// <summary>True for a member with voices.</summary>
    public static bool HasVoices(string name) => !name.StartsWith("gateway@", StringComparison.Ordinal);

    /// <summary>Machine and port.</summary>
    public static string MachineOf(string name) => name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..];
}
