// Torch has one random generator a process, and its operators use all cores already.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
