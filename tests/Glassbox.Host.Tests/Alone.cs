namespace Glassbox.Host.Tests;

/// <summary>The conformance kit counts the tensors and watches the settings of the whole process: no other test may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
