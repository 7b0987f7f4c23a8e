using System.Diagnostics;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Training;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Reference;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Bench.Reference;

/// <summary>A measurement.</summary>
internal static class Jobs
{
    private const int Phonemes = 86,
        Frames = 430; // five seconds at 22.05 kHz and 256 samples a frame

    public static void Acoustic()
    {
        using var model = Speaking(AcousticConfig.ReferenceEnglish);
        Measure($"acoustic, English, {Phonemes} phonemes → {Frames} frames", 5, () => Speak(model), "≤ 1.0");
    }

    public static void UnivNet()
    {
        using var generator = new UnivNetGenerator(new());
        NormedConvolution.FoldAll(generator);
        generator.eval();
        var (mel, noise) = (randn(1, 100, Frames), randn(1, 64, Frames));
        Measure(
            $"UnivNet, 32 channels, folded, {Frames} frames",
            5,
            () => Quietly(() => generator.call(mel, noise)),
            "≤ 1.2"
        );
        var band = mel.squeeze(0);
        Measure(
            "  the same as a stream, blocks of 32 frames",
            3,
            () =>
            {
                using var state = generator.NewState(1);
                generator.Decode(band, state, last: true);
            },
            ""
        );
    }

    public static void HiFiGan()
    {
        using var generator = new HiFiGanGenerator(new());
        NormedConvolution.FoldAll(generator);
        generator.eval();
        var mel = randn(1, 80, Frames);
        Measure($"HiFi-GAN, 44.1 kHz, folded, {Frames} frames", 2, () => Quietly(() => generator.call(mel)), "");
    }

    public static void TrainingStep()
    {
        using var model = new AcousticModel(AcousticConfig.ReferenceEnglish);
        using var optimizer = optim.AdamW(
            model.parameters(),
            2e-4,
            beta1: 0.9,
            beta2: 0.98,
            eps: 1e-9,
            weight_decay: 0.01
        );
        var batch = Batch(AcousticConfig.ReferenceEnglish, [80, 72, 64, 56], [430, 390, 350, 300]);
        Measure(
            "training step, English, batch 4 (mel 430/390/350/300)",
            3,
            () => Train(model, optimizer, batch),
            "≤ 12"
        );
    }

    public static void Adversarial()
    {
        const int segment = 64,
            hop = 256;
        using var module = new UnivNetModule();
        var batch = new VocoderBatch(
            randn(4, segment * hop) * 0.1,
            randn(4, module.Generator.Config.MelBands, segment),
            zeros(4, segment),
            zeros(4, segment)
        );
        long number = 0;
        Measure(
            $"training step, UnivNet and its discriminators, 4 × {segment} frames",
            3,
            () =>
            {
                using var scope = NewDisposeScope();
                module.Train(batch, new TrainingStep(number++, module.Optimizers, 10));
            },
            ""
        );
    }

    public static void Memory()
    {
        using (var model = Speaking(AcousticConfig.ReferenceEnglish with { Encoder = Small, Decoder = Small }))
            Level("200 inferences", 200, () => Speak(model));
        var config = AcousticConfig.ReferenceEnglish with { Encoder = Small, Decoder = Small, Speakers = 4 };
        using var trained = new AcousticModel(config);
        using var optimizer = optim.AdamW(trained.parameters(), 2e-4);
        var batch = Batch(config, [40, 36], [200, 180]);
        Level("50 training steps", 50, () => Train(trained, optimizer, batch));
    }

    private static ConformerConfig Small { get; } = ConformerConfig.Reference with { Layers = 1 };

    /// <summary>A model whose phonemes all last five frames.</summary>
    private static AcousticModel Speaking(AcousticConfig config)
    {
        var model = new AcousticModel(config, forTraining: false);
        model.eval();
        using var quiet = no_grad();
        foreach (
            var (name, parameter) in model
                .named_parameters()
                .Where(named => named.name.Contains("duration_predictor.linear_layer", StringComparison.Ordinal))
        )
            parameter.fill_(name.EndsWith("bias", StringComparison.Ordinal) ? Math.Log(6) : 0);
        return model;
    }

    private static void Speak(AcousticModel model)
    {
        using var plan = model.Plan([.. Enumerable.Range(0, Phonemes).Select(i => 4 + i % 60)], new() { Language = 3 });
        using var decoder = model.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        if (mel.shape[1] != Frames)
            throw new InvalidOperationException($"{mel.shape[1]} frames came out.");
    }

    private static void Train(AcousticModel model, optim.Optimizer optimizer, ReferenceInput batch)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var terms = new FastSpeech2Loss().Compute(
            FastSpeech2Batch.Of(batch, model.ForwardReference(batch)),
            step: 5000
        );
        terms.Total.sum().backward();
        nn.utils.clip_grad_norm_(model.parameters().Where(parameter => parameter.grad is not null), 0.5);
        optimizer.step();
    }

    private static ReferenceInput Batch(AcousticConfig config, long[] texts, long[] mels)
    {
        var (batch, phonemes, frames) = (texts.Length, texts.Max(), mels.Max());
        return new(
            randint(1, 180, [batch, phonemes], dtype: int64),
            zeros(batch, phonemes, dtype: int64),
            full(batch, phonemes, 3, dtype: int64),
            tensor(texts),
            randn(batch, config.MelBands, frames) - 5,
            tensor(mels),
            randn(batch, frames),
            randn(batch, 1, frames),
            rand(batch, phonemes, frames)
        );
    }

    private static void Quietly(Func<Tensor> compute)
    {
        using var quiet = inference_mode();
        using var scope = NewDisposeScope();
        compute();
    }

    /// <summary>Prints the medians of some runs after one that warms up.</summary>
    private static void Measure(string name, int runs, Action run, string goal)
    {
        run();
        var (cpu, wall) = (new List<double>(), new List<double>());
        using var process = Process.GetCurrentProcess();
        for (var i = 0; i < runs; i++)
        {
            process.Refresh();
            var (before, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
            run();
            wall.Add(clock.Elapsed.TotalSeconds);
            process.Refresh();
            cpu.Add((process.TotalProcessorTime - before).TotalSeconds);
        }
        Console.WriteLine($"{name,-58} {runs,4} {Median(cpu),8:F2} {Median(wall),8:F2}   {goal}");
    }

    /// <summary>Prints resident memory after each fifth of the runs.</summary>
    private static void Level(string name, int runs, Action run)
    {
        var levels = new List<double>();
        for (var i = 1; i <= runs; i++)
        {
            run();
            if (i % (runs / 5) == 0)
                levels.Add(ResidentMegabytes());
        }
        Console.WriteLine(
            $"{name,-58} {runs,4} resident {string.Join(" → ", levels.Select(level => $"{level:F0}"))} MB"
        );
    }

    private static double ResidentMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
