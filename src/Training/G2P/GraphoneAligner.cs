using VoiceSmith.Models.G2P;

namespace VoiceSmith.Training.G2P;

/// <summary>
/// Finds out which sounds each letter of a word stands for: none to three, by expectation and maximisation.
/// </summary>
internal sealed class GraphoneAligner
{
    private const int MostSounds = 3,
        Rounds = 8;

    /// <summary>A graphone that is rarer is no habit of spelling.</summary>
    private const double Fewest = 4;

    private readonly (string Letters, string Sounds)[] _words;
    private Dictionary<string, double> _probabilities = [];

    /// <param name="words">Numbers of letters, and of sounds.</param>
    public GraphoneAligner((string Letters, string Sounds)[] words) => _words = words;

    /// <summary>The graphones of each word that has an alignment.</summary>
    public List<string[]> Align()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var counts = new Dictionary<string, double>();
            foreach (var (letters, sounds) in _words)
                Count(letters, sounds, counts);
            var totals = counts
                .GroupBy(item => item.Key[0])
                .ToDictionary(group => group.Key, group => group.Sum(item => item.Value));
            _probabilities = counts
                .Where(item => round < Rounds - 1 || item.Value >= Fewest)
                .ToDictionary(item => item.Key, item => item.Value / totals[item.Key[0]]);
        }
        return [.. _words.Select(word => Best(word.Letters, word.Sounds)).OfType<string[]>()];
    }

    /// <summary>Before the first round every graphone is as likely, but that one sound a letter is usual.</summary>
    private double Probability(string graphone) =>
        _probabilities.Count > 0
            ? _probabilities.GetValueOrDefault(graphone)
            : graphone.Length switch
            {
                1 => 0.2,
                2 => 1,
                3 => 0.05,
                _ => 0.002,
            };

    private void Count(string letters, string sounds, Dictionary<string, double> counts)
    {
        var (forward, backward) = (
            new double[letters.Length + 1, sounds.Length + 1],
            new double[letters.Length + 1, sounds.Length + 1]
        );
        forward[0, 0] = backward[letters.Length, sounds.Length] = 1;
        var steps = new List<(int Letter, int Sound, string Graphone, double Probability)>();
        for (var i = 0; i < letters.Length; i++)
            for (var j = 0; j <= sounds.Length; j++)
                for (var k = 0; forward[i, j] > 0 && k <= Math.Min(MostSounds, sounds.Length - j); k++)
                    if (
                        letters[i] + sounds.Substring(j, k) is var graphone
                        && Probability(graphone) is > 0 and var probability
                    )
                    {
                        forward[i + 1, j + k] += forward[i, j] * probability;
                        steps.Add((i, j, graphone, probability));
                    }
        if (forward[letters.Length, sounds.Length] <= 0)
            return;
        for (var s = steps.Count - 1; s >= 0; s--)
        {
            var (i, j, graphone, probability) = steps[s];
            var behind = probability * backward[i + 1, j + graphone.Length - 1];
            backward[i, j] += behind;
            if (behind > 0)
                counts[graphone] =
                    counts.GetValueOrDefault(graphone)
                    + forward[i, j] * behind / forward[letters.Length, sounds.Length];
        }
    }

    private string[]? Best(string letters, string sounds)
    {
        var best = new (double Probability, string Graphone)[letters.Length + 1, sounds.Length + 1];
        best[0, 0] = (1, "");
        for (var i = 0; i < letters.Length; i++)
            for (var j = 0; j <= sounds.Length; j++)
                for (var k = 0; best[i, j].Probability > 0 && k <= Math.Min(MostSounds, sounds.Length - j); k++)
                    if (
                        letters[i] + sounds.Substring(j, k) is var graphone
                        && best[i, j].Probability * Probability(graphone) is var probability
                        && probability > best[i + 1, j + k].Probability
                    )
                        best[i + 1, j + k] = (probability, graphone);
        if (best[letters.Length, sounds.Length].Probability <= 0)
            return null;
        var graphones = new string[letters.Length];
        for (int i = letters.Length, j = sounds.Length; i > 0; i--)
        {
            graphones[i - 1] = best[i, j].Graphone;
            j -= graphones[i - 1].Length - 1;
        }
        return graphones;
    }
}
