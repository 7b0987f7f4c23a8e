using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using VoiceSmith.Hub.Training.DataSets;
using VoiceSmith.Hub.Training.Work;

namespace VoiceSmith.Hub.Training;

/// <summary>What a server needs to train.</summary>
internal static class TrainingServices
{
    public static void AddTraining(this IServiceCollection services)
    {
        services.AddOptions<TrainingOptions>().BindConfiguration(TrainingOptions.Section);
        services.AddSingleton<IValidateOptions<TrainingOptions>, TrainingOptionsValidator>();
        services.AddSingleton<TrainingFolder>();
        services.AddSingleton<ThreadWorkshop>();
        services.AddSingleton<ProcessWorkshop>();
        services.AddSingleton<IWorkshop>(all => all.GetRequiredService<IOptions<TrainingOptions>>().Value.Place == TrainingPlace.Server
            ? all.GetRequiredService<ThreadWorkshop>() : all.GetRequiredService<ProcessWorkshop>());
        services.AddSingleton<DataSetStore>();
        services.AddSingleton<ListenersFirst>();
        services.AddSingleton<TrainingService>();
        services.AddSingleton<TrainingMeter>();
        services.AddHostedService(all => all.GetRequiredService<TrainingService>());
        services.AddHostedService<RunAnnouncer>();
        services.AddSingleton<HubErrorFilter>();
        services.AddSignalR().AddHubOptions<TrainingHub>(hub => hub.AddFilter<HubErrorFilter>());
    }
}
