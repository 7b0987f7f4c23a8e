using System.Diagnostics;
using System.Globalization;
using VoiceSmith.Audio;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

// What parts of a training step cost forward and back, beside the same computed by torch's operators, on one thread;
// see README.md.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
TorchRuntime.Initialize();
TorchThreads.Use(1);

const int batch = 16,
    steps = 138; // about what the decoder sees of a batch of Kathleen's recordings
Console.WriteLine($"{"",-58} {"here",8} {"torch",8}   CPU ms forward and back, median of five times ten");
foreach (var channels in new[] { 256, 512 })
{
    var (x, gradient) = (Leaf(batch, steps, channels), randn(batch, steps, channels));
    var (weight, bias, padding) = (
        Leaf(channels, 1, 7),
        Leaf(channels),
        zeros(batch, steps, 1, dtype: ScalarType.Bool)
    );
    Compare(
        $"depthwise convolution with padding, {channels} channels",
        () => DepthwiseFrames.Convolve(x, weight, bias, before: 6, padding).backward([gradient]),
        () =>
            nn
                .functional.conv1d(
                    nn.functional.pad(x.masked_fill(padding, 0), [0, 0, 6, 0]).transpose(1, 2),
                    weight,
                    bias,
                    groups: channels
                )
                .transpose(1, 2)
                .backward([gradient])
    );
}
foreach (var channels in new[] { 256, 768 })
{
    var (x, gradient, dropout) = (Leaf(batch, steps, channels), randn(batch, steps, channels), nn.Dropout(0.1));
    Compare(
        $"leaky ReLU and dropout, {channels} channels",
        () => dropout.Apply(x, slope: 0.3).backward([gradient]),
        () => dropout.call(nn.functional.leaky_relu(x, 0.3)).backward([gradient])
    );
}
{
    var (x, gradient) = (Leaf(batch, steps, 512), randn(batch, steps, 256));
    Compare(
        "gate, 256 channels",
        () => GatedValues.Of(x, 0.3).backward([gradient]),
        () => (x.Halves().First * nn.functional.leaky_relu(x.Halves().Second, 0.3)).backward([gradient])
    );
}
{
    const int heads = 4,
        channels = 256,
        range = 48;
    var (queries, keys, values, bias) = (
        Leaf(batch, steps, channels),
        Leaf(batch, steps, channels),
        Leaf(batch, steps, channels),
        Leaf(heads, 2 * range + 1)
    );
    var (gradient, blocks) = (
        randn(batch, steps, channels),
        new AttentionBlocks(heads, 8, 4, [.. Enumerable.Repeat(steps, batch)])
    );
    var attention = new WindowAttention(
        new ConformerConfig
        {
            BlockSteps = 8,
            EarlierBlocks = 4,
            PositionRange = range,
        }
    );
    var mask = attention.BlockMask(0, steps, 0, steps)!;
    Tensor Heads(Tensor x) => x.view(batch, steps, heads, -1).transpose(1, 2);
    Tensor AllPairs()
    {
        var distances = (arange(steps).unsqueeze(0) - arange(steps).unsqueeze(1)).clamp(-range, range) + range;
        var scores =
            Heads(queries).matmul(Heads(keys).transpose(2, 3)) / 8
            + bias.index_select(1, distances.flatten()).view(heads, steps, steps);
        return scores.masked_fill(mask, -1e9).softmax(-1).matmul(Heads(values)).transpose(1, 2).flatten(2);
    }
    Compare(
        "attention to 40 steps, 4 heads of 64 channels",
        () => BlockAttention.Attend(queries, keys, values, bias, blocks).backward([gradient]),
        () => AllPairs().backward([gradient])
    );
}
{
    var config = new AcousticConfig { Vocabulary = 100, NoiseChannels = 16 };
    using AcousticModel own = new(config),
        torchs = new(config);
    foreach (var parameter in own.parameters().Concat(torchs.parameters()))
        parameter.grad = randn(parameter.shape);
    using var flat = new FlatAdamW(own.parameters(), beta2: 0.98, epsilon: 1e-9);
    using var adamW = optim.AdamW(torchs.parameters(), 1e-4, beta2: 0.98, eps: 1e-9);
    Compare(
        $"AdamW and clipping, {own.parameters().Sum(parameter => parameter.numel()) / 1e6:F1} million weights",
        () => flat.Step(1e-4, clip: 1, flat.GradientNorm()),
        () =>
        {
            nn.utils.clip_grad_norm_(torchs.parameters(), 1);
            adamW.step();
        }
    );
}
using (var distance = new EnergyDistance(new MelConfig()))
{
    const int samples = 84 * 256; // a segment of 88 frames without its edges
    var (first, second, recording) = (Leaf(6, samples), Leaf(6, samples), randn(6, samples));
    void Back((Tensor Spectral, Tensor Mel) terms) => (terms.Spectral + terms.Mel).backward();
    Compare(
        "energy distance of the vocoder, 6 segments",
        () => Back(distance.Compute(first, second, recording)),
        () => Back(distance.ComputeByTorch(first, second, recording))
    );
}

static Tensor Leaf(params long[] shape) => randn(shape).requires_grad_();

static void Compare(string name, Action here, Action torch) =>
    Console.WriteLine($"{name,-58} {Cost(here),8:F2} {Cost(torch),8:F2}");

static double Cost(Action run)
{
    const int times = 10;
    var costs = new List<double>();
    using var process = Process.GetCurrentProcess();
    for (var round = -3; round < 5; round++)
    {
        process.Refresh();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < times; i++)
        {
            using var scope = NewDisposeScope();
            run();
        }
        process.Refresh();
        if (round >= 0)
            costs.Add((process.TotalProcessorTime - before).TotalMilliseconds / times);
    }
    return costs.Order().ElementAt(costs.Count / 2);
}
