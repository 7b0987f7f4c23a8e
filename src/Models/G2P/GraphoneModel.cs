using System.Buffers.Binary;
using System.Text;

namespace VoiceSmith.Models.G2P;

/// <summary>
/// An n-gram model of graphones, which are a letter and its sounds: the probability of a word's pronunciation.
/// </summary>
/// <remarks>
/// Source: joint-sequence models (Bisani and Ney, 2008), here with one letter a graphone. Probabilities lie in a hash
/// table of fingerprints, which take a false one in some ten thousand. Letters and sounds are numbers of
/// <see cref="WordCodec"/>.
/// </remarks>
public sealed class GraphoneModel
{
    /// <summary>The graphone before a word's first and behind its last.</summary>
    public const int Border = 0;

    /// <summary>A stored step of log-probability.</summary>
    internal const float Step = -1f / 16;

    private const uint Magic = 0x31475056; // "VPG1"
    private const int HistoriesKept = 3;
    private const float Impossible = -40;

    private readonly ILookup<(char Letter, char First), (int Graphone, string Sounds)> _graphones;
    private readonly string[] _names;
    private readonly uint[] _fingerprints;
    private readonly byte[] _values;

    /// <param name="order">Graphones in the longest n-gram.</param>
    /// <param name="backward">True if it was learnt from words turned round.</param>
    /// <param name="graphones">A letter, then its sounds; the first is the border and empty.</param>
    /// <param name="entries">
    /// Log-probabilities by <see cref="Key"/>, log-weights of shorter histories by <see cref="History"/>.
    /// </param>
    public GraphoneModel(
        int order,
        bool backward,
        IReadOnlyList<string> graphones,
        IReadOnlyCollection<KeyValuePair<ulong, float>> entries
    )
        : this(order, backward, [.. graphones], new uint[SlotsFor(entries.Count)])
    {
        foreach (var (key, value) in entries)
        {
            var slot = Slot(key);
            _fingerprints[slot] = Fingerprint(key);
            _values[slot] = (byte)Math.Clamp(MathF.Round(value / Step) + Offset, 0, 255);
        }
    }

    private GraphoneModel(int order, bool backward, string[] graphones, uint[] fingerprints)
    {
        (Order, IsBackward, _names, _fingerprints, _values) = (
            order,
            backward,
            graphones,
            fingerprints,
            new byte[fingerprints.Length]
        );
        _graphones = graphones
            .Index()
            .Skip(1)
            .ToLookup(
                item => (item.Item[0], item.Item.Length > 1 ? item.Item[1] : '\0'),
                item => (item.Index, item.Item[1..])
            );
    }

    /// <summary>Values above 0, as weights of histories may be, have room for this many steps.</summary>
    private const int Offset = 32;

    /// <summary>Graphones in the longest n-gram.</summary>
    public int Order { get; }

    /// <summary>
    /// True if it reads words from their end: then it knows what goes before a letter as the other knows what follows.
    /// </summary>
    public bool IsBackward { get; }

    /// <summary>The history that goes on with an older graphone.</summary>
    public static ulong History(ulong newer, int older) => Mix(newer ^ (ulong)(older + 1) * 0x9E3779B97F4A7C15);

    /// <summary>The empty history.</summary>
    public const ulong NoHistory = 0x243F6A8885A308D3;

    /// <summary>Index of a graphone's probability behind a history.</summary>
    public static ulong Key(ulong history, int graphone) => Mix(~history ^ (ulong)(graphone + 1) * 0xD1B54A32D192ED03);

    /// <summary>
    /// The log-probability of a word said so, by its likeliest alignment; very low where none is known.
    /// </summary>
    /// <param name="letters">Numbers of letters.</param>
    /// <param name="sounds">Numbers of sounds.</param>
    public float LogProbability(string letters, string sounds)
    {
        if (IsBackward)
            (letters, sounds) = (Turn(letters), Turn(sounds));
        var cells = new List<Way>[sounds.Length + 1];
        cells[0] = [new(0, null, Border)];
        foreach (var letter in letters)
        {
            var next = new List<Way>[cells.Length];
            for (var at = 0; at < cells.Length; at++)
                foreach (var way in cells[at] ?? [])
                {
                    Extend(way, letter, '\0', sounds, at, next);
                    if (at < sounds.Length)
                        Extend(way, letter, sounds[at], sounds, at, next);
                }
            foreach (var ways in next)
                if (ways?.Count > HistoriesKept)
                {
                    ways.Sort((a, b) => b.LogProbability.CompareTo(a.LogProbability));
                    ways.RemoveRange(HistoriesKept, ways.Count - HistoriesKept);
                }
            cells = next;
        }
        return cells[^1] is { Count: > 0 } whole
            ? whole.Max(way => way.LogProbability + LogProbability(Border, way))
            : Impossible - 2 * letters.Length;
    }

    /// <summary>A string from its end to its start.</summary>
    public static string Turn(string text) =>
        string.Create(
            text.Length,
            text,
            static (turned, from) =>
            {
                from.CopyTo(turned);
                turned.Reverse();
            }
        );

    /// <summary>Writes a file that <see cref="Read"/> reads.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Order);
        writer.Write(IsBackward);
        writer.Write(_names.Length);
        foreach (var name in _names)
            writer.Write(name);
        writer.Write(_fingerprints.Length);
        foreach (var fingerprint in _fingerprints)
            writer.Write(fingerprint);
        writer.Write(_values);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="VoiceSmithException">VS2003: something else.</exception>
    public static GraphoneModel Read(Stream stream, string name)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadUInt32() != Magic)
                throw new VoiceSmithException(
                    "VS2003",
                    $"'{name}' is no graphone model.",
                    "It begins otherwise.",
                    "Name a file that 'train g2p --pack' wrote."
                );
            var (order, backward) = (reader.ReadInt32(), reader.ReadBoolean());
            var names = new string[reader.ReadInt32()];
            for (var i = 0; i < names.Length; i++)
                names[i] = reader.ReadString();
            var fingerprints = new uint[reader.ReadInt32()];
            var bytes = reader.ReadBytes(4 * fingerprints.Length);
            for (var i = 0; i < fingerprints.Length; i++)
                fingerprints[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 * i));
            var model = new GraphoneModel(order, backward, names, fingerprints);
            stream.ReadExactly(model._values);
            return model;
        }
        catch (Exception error) when (error is EndOfStreamException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new VoiceSmithException(
                "VS2003",
                $"'{name}' is damaged.",
                error.Message,
                "Train and pack it again.",
                error
            );
        }
    }

    private void Extend(Way way, char letter, char first, string sounds, int at, List<Way>[] next)
    {
        foreach (var (graphone, said) in _graphones[(letter, first)])
            if (string.CompareOrdinal(sounds, at, said, 0, said.Length) == 0)
                (next[at + said.Length] ??= []).Add(
                    new(way.LogProbability + LogProbability(graphone, way), way, graphone)
                );
    }

    /// <summary>Backs off from the longest history to the shortest.</summary>
    private float LogProbability(int graphone, Way way)
    {
        Span<ulong> histories = stackalloc ulong[Order];
        var count = 0;
        histories[count++] = NoHistory;
        for (var older = way; older is not null && count < Order; older = older.Before)
            histories[count] = History(histories[count++ - 1], older.Graphone);
        var weight = 0f;
        for (var i = count - 1; i >= 0; i--)
        {
            if (TryGet(Key(histories[i], graphone), out var value))
                return weight + value;
            if (TryGet(histories[i], out var backOff))
                weight += backOff;
        }
        return weight + Impossible / 2;
    }

    private bool TryGet(ulong key, out float value)
    {
        var slot = Slot(key);
        value = (_values[slot] - Offset) * Step;
        return _fingerprints[slot] != 0;
    }

    /// <summary>The slot that holds a key, or the free one where it would go.</summary>
    private int Slot(ulong key)
    {
        var mask = _fingerprints.Length - 1;
        var (slot, fingerprint) = ((int)(key >> 8) & mask, Fingerprint(key));
        while (_fingerprints[slot] != 0 && _fingerprints[slot] != fingerprint)
            slot = (slot + 1) & mask;
        return slot;
    }

    private static uint Fingerprint(ulong key) => Math.Max(1, (uint)(key >> 32));

    private static int SlotsFor(int entries) =>
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(entries + entries / 16 + 1));

    private static ulong Mix(ulong x)
    {
        x = (x ^ x >> 31) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 33;
    }

    /// <summary>Graphones so far, newest first.</summary>
    private sealed record Way(float LogProbability, Way? Before, int Graphone);
}
