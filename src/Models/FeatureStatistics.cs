namespace VoiceSmith.Models;

/// <summary>Mean and spread of a feature over training data.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation.</param>
public sealed record FeatureStatistics(double Mean, double Deviation);
