using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.Discriminators;

/// <summary>Period discriminators at the prime periods 2, 3, 5, 7 and 11.</summary>
/// <remarks>Source: HiFi-GAN (Kong et al., 2020), which UnivNet took over.</remarks>
public sealed class MultiPeriodDiscriminator : Module<Tensor, IReadOnlyList<Judgement>>
{
    private readonly ModuleList<PeriodDiscriminator> discriminators;

    /// <summary>Discriminators with fresh weights.</summary>
    public MultiPeriodDiscriminator(PeriodDiscriminatorConfig config)
        : base(nameof(MultiPeriodDiscriminator))
    {
        int[] periods = [2, 3, 5, 7, 11];
        discriminators = ModuleList([.. periods.Select(period => new PeriodDiscriminator(period, config))]);
        RegisterComponents();
    }

    /// <param name="sound">Samples, [batch, 1, time].</param>
    /// <returns>Scores and features of each, by period.</returns>
    public override IReadOnlyList<Judgement> forward(Tensor sound) =>
        [.. discriminators.Select(discriminator => discriminator.call(sound))];
}

/// <summary>Spectral discriminators at UnivNet's three resolutions.</summary>
/// <remarks>Source: UnivNet (Jang et al., 2021).</remarks>
public sealed class MultiResolutionDiscriminator : Module<Tensor, IReadOnlyList<Judgement>>
{
    private readonly ModuleList<ResolutionDiscriminator> discriminators;

    /// <summary>Discriminators with fresh weights.</summary>
    /// <param name="weights">Parametrisation of their weights.</param>
    /// <param name="resolutions">Spectrogram of each; the reference's where it is null.</param>
    public MultiResolutionDiscriminator(
        WeightLayout weights = WeightLayout.Parametrized,
        IReadOnlyList<SpectralResolution>? resolutions = null
    )
        : base(nameof(MultiResolutionDiscriminator))
    {
        discriminators = ModuleList([
            .. (resolutions ?? SpectralResolution.UnivNet).Select(resolution => new ResolutionDiscriminator(
                resolution,
                weights
            )),
        ]);
        RegisterComponents();
    }

    /// <param name="sound">Samples, [batch, 1, time].</param>
    /// <returns>Scores and features of each, by resolution.</returns>
    public override IReadOnlyList<Judgement> forward(Tensor sound) =>
        [.. discriminators.Select(discriminator => discriminator.call(sound))];
}

/// <summary>All eight discriminators of UnivNet: by resolution, then by period.</summary>
public sealed class UnivNetDiscriminator : Module<Tensor, IReadOnlyList<Judgement>>
{
    private readonly MultiResolutionDiscriminator MRD;
    private readonly MultiPeriodDiscriminator MPD;

    /// <summary>Discriminators with fresh weights.</summary>
    /// <param name="resolutions">Spectrograms of the first, one each; the reference's if null.</param>
    /// <param name="periods">Sizes of the others; the reference's if null.</param>
    public UnivNetDiscriminator(
        IReadOnlyList<SpectralResolution>? resolutions = null,
        PeriodDiscriminatorConfig? periods = null
    )
        : base(nameof(UnivNetDiscriminator))
    {
        MRD = new MultiResolutionDiscriminator(resolutions: resolutions);
        MPD = new MultiPeriodDiscriminator(periods ?? PeriodDiscriminatorConfig.UnivNet);
        RegisterComponents();
    }

    /// <param name="sound">Samples, [batch, 1, time].</param>
    /// <returns>Scores and features of each: three resolutions, then five periods.</returns>
    public override IReadOnlyList<Judgement> forward(Tensor sound) => [.. MRD.call(sound), .. MPD.call(sound)];
}

/// <summary>HiFi-GAN's discriminators of the sound at full rate, a half and a quarter of it.</summary>
/// <remarks>Source: HiFi-GAN (Kong et al., 2020): the first has spectral norm, the others weight norm.</remarks>
public sealed class MultiScaleDiscriminator : Module<Tensor, IReadOnlyList<Judgement>>
{
    private const int PoolKernel = 4,
        PoolStride = 2,
        PoolPadding = 2;

    private readonly ModuleList<ScaleDiscriminator> discriminators;

    /// <summary>Discriminators with fresh weights.</summary>
    public MultiScaleDiscriminator()
        : base(nameof(MultiScaleDiscriminator))
    {
        WeightLayout[] layouts = [WeightLayout.Spectral, WeightLayout.GainAndDirection, WeightLayout.GainAndDirection];
        discriminators = ModuleList([.. layouts.Select(layout => new ScaleDiscriminator(layout))]);
        RegisterComponents();
    }

    /// <param name="sound">Samples, [batch, 1, time].</param>
    /// <returns>Scores and features of each, from full rate down.</returns>
    public override IReadOnlyList<Judgement> forward(Tensor sound)
    {
        using var scope = NewDisposeScope();
        var judgements = new List<Judgement>();
        foreach (var discriminator in discriminators)
        {
            if (judgements.Count > 0)
                sound = functional.avg_pool1d(sound, PoolKernel, PoolStride, PoolPadding);
            judgements.Add(discriminator.call(sound).MoveToOuterDisposeScope());
        }
        return judgements;
    }
}
