using VoiceSmith.Studio.Work;

return WorkProgram.Run();
