using VoiceSmith;
using VoiceSmith.Hub;
using VoiceSmith.Hub.Training.Work;

if (args is [ChildProgram.Verb])
    return ChildProgram.Run();
try
{
    var server = await SpeechServer.BuildAsync(args);
    server.Lifetime.ApplicationStarted.Register(() =>
        Console.WriteLine($"VoiceSmith is ready to speak: {string.Join(" or ", server.Urls)}"));
    await SpeechServer.RunAsync(server);
    return 0;
}
catch (VoiceSmithException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
