namespace Glassbox;

/// <summary>Marks a text option as the name of one of the model's layers, so that prompts complete it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LayerNameAttribute : Attribute;
