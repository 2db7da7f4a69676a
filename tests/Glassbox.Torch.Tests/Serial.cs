// The default generator and the default type belong to the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
