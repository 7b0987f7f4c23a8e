using System.Runtime.InteropServices;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Numbers written as eight bits each and what one step is worth. The rarest, largest ones are cut.</summary>
internal static class EightBits
{
    private const double Uncut = 0.9995;

    /// <summary>Writes the step and the numbers.</summary>
    public static void Write(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        var (steps, step) = Of(values);
        writer.Write(step);
        writer.Write(MemoryMarshal.AsBytes(steps.AsSpan()));
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    public static void Read(BinaryReader reader, Span<float> values)
    {
        var step = reader.ReadSingle();
        foreach (ref var value in values)
            value = reader.ReadSByte() * step;
    }

    /// <summary>Numbers as multiples of a step.</summary>
    public static (sbyte[] Steps, float Step) Of(ReadOnlySpan<float> values)
    {
        var sizes = values.ToArray().Select(Math.Abs).Where(size => size > 0).Order().ToArray();
        var step = sizes.Length == 0 ? 1 : sizes[(int)(Uncut * (sizes.Length - 1))] / 127;
        var steps = new sbyte[values.Length];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / step), -127, 127);
        return (steps, step);
    }
}
