// How many threads libtorch and OpenBLAS use is a setting of the whole process, which some tests change: none may run beside them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
