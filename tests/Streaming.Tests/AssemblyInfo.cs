// Measurements of tensors and threads are the process's: tests of this project run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
