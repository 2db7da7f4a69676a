using Glassbox.Testing;

// The conformance kit counts the tensors of the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MyMethod.Tests;

/// <summary>What Glassbox asks of every method. Override <c>Example</c> to say on which model, inputs and options.</summary>
public sealed class MyMethodConformance : Conformance<MyMethod>;
