// A browser, a server and two cores: one test after another.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(VoiceSmith.EndToEnd.Tests.Browser))]
[assembly: AssemblyFixture(typeof(VoiceSmith.EndToEnd.Tests.PageTests.Server))]
