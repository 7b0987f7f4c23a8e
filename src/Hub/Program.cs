using VoiceSmith;
using VoiceSmith.Hub;
using VoiceSmith.Hub.Training.Work;

if (args is [ChildProgram.Verb])
    return ChildProgram.Run();
try
{
    await SpeechServer.ServeAsync(args, CancellationToken.None);
    return 0;
}
catch (VoiceSmithException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
