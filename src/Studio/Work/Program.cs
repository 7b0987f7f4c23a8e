using VoiceSmith.Studio.Work;

return WorkProgram.Execute();
