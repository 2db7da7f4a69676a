// The default generator belongs to the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
