using VoiceSmith;
using VoiceSmith.Hub;

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
