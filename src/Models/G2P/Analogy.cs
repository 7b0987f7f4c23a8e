using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Models.G2P;

/// <summary>Agreement of a pronunciation with those of words that begin with the same letters, stress apart.</summary>
/// <remarks>Source: pronunciation by analogy (Marchand and Damper, 2000), here of beginnings alone.</remarks>
internal sealed class Analogy
{
    /// <summary>By number of a sound, the number of the same without stress.</summary>
    private static readonly char[] Plain =
    [
        .. Arpabet.Symbols.Select(symbol =>
            (char)(1 + Arpabet.Symbols.Index().First(other => IsSame(other.Item, symbol)).Index)
        ),
    ];

    private readonly string[] _neighbours;
    private readonly int _most;

    public Analogy(WordNeighbours neighbours)
    {
        _neighbours =
        [
            .. neighbours.Pronunciations.Select(phones => WithoutStress(WordCodec.Pack(WordCodec.Sounds(phones)))),
        ];
        _most = neighbours.SharedLetters - 1;
    }

    /// <summary>The mean number of sounds at the beginning that a neighbour has too.</summary>
    /// <param name="sounds">Numbers of sounds.</param>
    public float SharedSounds(string sounds)
    {
        var plain = WithoutStress(sounds);
        var shared = 0;
        foreach (var neighbour in _neighbours)
            shared += Math.Min(_most, plain.AsSpan().CommonPrefixLength(neighbour));
        return (float)shared / _neighbours.Length;
    }

    private static string WithoutStress(string sounds) => string.Concat(sounds.Select(sound => Plain[sound - 1]));

    private static bool IsSame(string a, string b) => Arpabet.WithoutStress(a) == Arpabet.WithoutStress(b);
}
