using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models.Checkpoints;
using static TorchSharp.torch;

namespace VoiceSmith.Models.G2P;

/// <summary>
/// A grapheme-to-phoneme model in one file: safetensors in float16, its sizes as JSON in the tensor <c>config</c>,
/// perhaps graphone models in <c>graphones</c> and <c>graphones backward</c>.
/// </summary>
public static class GraphemeToPhonemeFile
{
    private const string ConfigName = "config",
        GraphonesName = "graphones",
        BackwardName = "graphones backward";

    /// <summary>Writes a model; the file appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">Its sizes.</param>
    /// <param name="weights">By state_dict key.</param>
    /// <param name="graphones">Graphone models that rescore its answers: none, or one of each direction.</param>
    public static void Write(
        string path,
        GraphemeToPhonemeConfig config,
        IEnumerable<KeyValuePair<string, Tensor>> weights,
        params IReadOnlyList<GraphoneModel> graphones
    )
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var json = tensor(JsonSerializer.SerializeToUtf8Bytes(config), uint8);
        var tensors = weights
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.to(float16)))
            .Append(new(ConfigName, json))
            .ToList();
        foreach (var model in graphones)
        {
            using var bytes = new MemoryStream();
            model.Write(bytes);
            tensors.Add(new(model.IsBackward ? BackwardName : GraphonesName, tensor(bytes.ToArray(), uint8)));
        }
        SafeTensors.Write(path, tensors);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="stream">Knows its length.</param>
    /// <param name="name">Its name in errors.</param>
    /// <returns>Owns its network; the caller disposes it.</returns>
    /// <exception cref="VoiceSmithException">VS2003: damaged, or no such model.</exception>
    /// <exception cref="CheckpointMismatchException">The tensors do not fit the sizes.</exception>
    public static NeuralGraphemeToPhoneme Read(Stream stream, string name)
    {
        var (network, graphones) = ReadParts(stream, name);
        return new(network, ownsModel: true, graphones);
    }

    /// <summary>Reads the network of a model, to train it further.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="VoiceSmithException">VS2003: damaged, or no such model.</exception>
    /// <exception cref="CheckpointMismatchException">The tensors do not fit the sizes.</exception>
    public static GraphemeToPhonemeModel ReadNetwork(string path)
    {
        using var stream = File.OpenRead(path);
        return ReadParts(stream, path).Network;
    }

    private static (GraphemeToPhonemeModel Network, IReadOnlyList<GraphoneModel> Graphones) ReadParts(
        Stream stream,
        string name
    )
    {
        var tensors = SafeTensors.Read(stream, name);
        try
        {
            if (!tensors.Remove(ConfigName, out var json))
                throw new VoiceSmithException(
                    "VS2003",
                    $"'{name}' is no grapheme-to-phoneme model.",
                    "It has no tensor 'config'.",
                    "Name a file that 'train g2p --pack' wrote."
                );
            var graphones = new List<GraphoneModel>();
            foreach (var part in (ReadOnlySpan<string>)[GraphonesName, BackwardName])
                if (tensors.Remove(part, out var bytes))
                    using (bytes)
                        graphones.Add(GraphoneModel.Read(new MemoryStream(bytes.data<byte>().ToArray()), name));
            using (json)
            {
                var model = new GraphemeToPhonemeModel(
                    JsonSerializer.Deserialize<GraphemeToPhonemeConfig>(json.data<byte>().ToArray(), Voice.Json)!
                );
                ModuleWeights.Load(model, tensors, name);
                return (model, graphones);
            }
        }
        finally
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
        }
    }
}
