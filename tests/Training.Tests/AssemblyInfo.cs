// Torch has one random generator a process, and its operators use all cores already.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
