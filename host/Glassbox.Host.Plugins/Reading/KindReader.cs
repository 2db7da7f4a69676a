namespace Glassbox.Host.Plugins;

/// <summary>Reads a kind of method from its interface.</summary>
internal static class KindReader
{
    private static readonly Lazy<Documentation> SdkDocumentation = new(() => Documentation.Beside(typeof(Result).Assembly.Location));

    /// <param name="definition">The generic interface, from metadata.</param>
    /// <param name="plugin">The plugin's documentation, for a kind that the plugin defines itself.</param>
    /// <param name="wrong">Makes the refusal from its reason.</param>
    public static KindDescription Read(Type definition, Documentation plugin, Func<string, RefusedException> wrong)
    {
        var name = definition.Name.Split('`')[0];
        var marked = Attributes.Find(definition.CustomAttributes, typeof(KindAttribute))!.ConstructorArguments;
        if (definition.GetGenericArguments() is not [var options] || definition.GetMethods() is not [var call]
            || call.GetParameters() is not [.. var operands, var last, var run] || last.ParameterType != options || run.ParameterType.FullName != typeof(Run).FullName)
            throw wrong($"the kind {name} must have one type parameter and one method, whose last parameters are the options and the {nameof(Run)}");

        var documentation = SharedTypes.Of(definition) is null ? plugin : SdkDocumentation.Value;
        var member = $"M:{definition.FullName}.{call.Name}(";
        Type Shared(Type type) => SharedTypes.Of(type)
            ?? throw wrong($"the kind {name} uses {type.Name} of {type.Assembly.GetName().Name}, and kinds use only types of the SDK, the tensor layer and the core library");

        var descriptions = new OperandDescription[operands.Length];
        var optional = true;
        for (var i = operands.Length - 1; i >= 0; i--)
        {
            var type = Shared(operands[i].ParameterType);
            optional = optional && OperandDescription.DefaultOf(type) is not null;
            descriptions[i] = new OperandDescription(operands[i].Name!, type, optional, documentation.Parameter(member, operands[i].Name!));
        }
        return new KindDescription(
            marked[0].Value as string ?? "", marked[1].Value as string ?? "", definition.FullName!, descriptions, Shared(call.ReturnType), documentation.Returns(member));
    }
}
