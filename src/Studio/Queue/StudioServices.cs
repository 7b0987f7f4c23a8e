using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Studio.DataSets;
using VoiceSmith.Studio.Work;

namespace VoiceSmith.Studio.Queue;

/// <summary>Registers training.</summary>
public static class StudioServices
{
    /// <summary>Registers data sets, runs, their queue and its worker.</summary>
    /// <remarks>
    /// Needs <see cref="TrainingOptions"/>, a <see cref="SpeechEngine"/> where it trains, an
    /// <see cref="IVoicePublisher"/> and a <see cref="TimeProvider"/>.
    /// </remarks>
    /// <param name="services">Where.</param>
    /// <param name="trains">False for a process that queues runs, which others train.</param>
    public static IServiceCollection AddStudio(this IServiceCollection services, bool trains = true) =>
        services
            .AddSingleton<TrainingFolder>()
            .AddSingleton<ThreadWorkshop>()
            .AddSingleton<ProcessWorkshop>()
            .AddSingleton<IWorkshop>(all =>
                trains && Options(all).Value.Place == TrainingPlace.Server
                    ? all.GetRequiredService<ThreadWorkshop>()
                    : all.GetRequiredService<ProcessWorkshop>()
            )
            .AddSingleton<ListenersFirst>()
            .AddSingleton(all => new DataSetStore(
                all.GetRequiredService<TrainingFolder>(),
                all.GetRequiredService<IWorkshop>(),
                Options(all),
                all.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton(all => new TrainingService(
                all.GetRequiredService<TrainingFolder>(),
                all.GetRequiredService<DataSetStore>(),
                all.GetRequiredService<IWorkshop>(),
                trains ? all.GetRequiredService<ListenersFirst>() : null,
                all.GetRequiredService<IVoicePublisher>(),
                Options(all),
                all.GetRequiredService<TimeProvider>(),
                all.GetRequiredService<ILogger<TrainingService>>()
            ))
            .AddHostedService(all => all.GetRequiredService<TrainingService>());

    private static IOptions<TrainingOptions> Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<TrainingOptions>>();
}
