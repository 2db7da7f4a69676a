using System.Globalization;
using System.Reflection;
using TorchSharp;

namespace Glassbox.Host.Plugins;

/// <summary>Reads a method's options from the constructor of its options record.</summary>
internal sealed class OptionReader
{
    private readonly Documentation documentation;
    private readonly Func<string, RefusedException> wrong;

    private OptionReader(Documentation documentation, Func<string, RefusedException> wrong) => (this.documentation, this.wrong) = (documentation, wrong);

    public static IReadOnlyList<OptionDescription> Read(Type record, KindDescription kind, Documentation documentation, Func<string, RefusedException> wrong)
    {
        if (!record.IsVisible || record.IsAbstract || record.GetConstructors() is not [var constructor])
            throw wrong($"its options {record.Name} must be a public positional record");
        var reader = new OptionReader(documentation, wrong);
        foreach (var name in Settable(record).Except(constructor.GetParameters().Select(p => p.Name)))
            throw wrong($"its option {name} is no parameter of the record {record.Name}, so nobody could set it: write record {record.Name}(... {name} = ...)");
        var options = constructor.GetParameters().Select(p => reader.Option(record, p)).ToArray();
        foreach (var name in options.Select(o => o.Name))
            if (name == "run" || kind.Operands.Any(o => o.Name == name) || options.Count(o => o.Name == name) > 1)
                throw wrong($"its option {name} has the name of something else that a verb is given");
        return options;
    }

    /// <summary>The members that would pass for options: those that can be given a value.</summary>
    private static IEnumerable<string> Settable(Type record) =>
        record.GetFields(BindingFlags.Public | BindingFlags.Instance).Where(f => !f.IsInitOnly).Select(f => f.Name)
            .Concat(record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true }).Select(p => p.Name));

    private OptionDescription Option(Type record, ParameterInfo parameter)
    {
        var name = parameter.Name!;
        if (!parameter.HasDefaultValue) throw wrong($"its option {name} has no default value");

        var type = parameter.ParameterType;
        var inner = type.IsConstructedGenericType && type.GetGenericTypeDefinition().FullName == typeof(Nullable<>).FullName ? type.GetGenericArguments()[0] : type;
        var shape = Shape(inner)
            ?? throw wrong($"its option {name} is a {type.Name.Split('`')[0]}, and options are bool, int, long, double, string, enums, these as nullable, arrays of long, double or string, or a Tensor");
        var choices = shape == OptionShape.Choice ? Choices(inner) : null;
        var raw = parameter.RawDefaultValue;
        // What is a reference in C# may be null where its default is.
        var nullable = inner != type || raw is null && !type.IsValueType;
        var range = Attributes.Find(parameter.CustomAttributes, typeof(RangeAttribute)) is { } attribute
            ? new OptionRange((double)attribute.ConstructorArguments[0].Value!, (double)attribute.ConstructorArguments[1].Value!)
            : (OptionRange?)null;

        var option = new OptionDescription(
            Spelling.Camel(name), name, shape, nullable, choices, null, range,
            Attributes.Find(parameter.CustomAttributes, typeof(LayerNameAttribute)) is not null, documentation.Parameter(Documentation.Id(record), name));
        try
        {
            return option with { Default = OptionValues.Checked("the method", option, raw is not null && choices is not null ? Member(choices, raw) : raw) };
        }
        catch (GlassboxException)
        {
            throw wrong($"the default of its option {name} is not among the values allowed");
        }
    }

    private static OptionShape? Shape(Type type) => type.FullName switch
    {
        "System.Boolean" => OptionShape.Bool,
        "System.Int32" => OptionShape.Int,
        "System.Int64" => OptionShape.Long,
        "System.Double" => OptionShape.Double,
        "System.String" => OptionShape.Text,
        "System.Int64[]" => OptionShape.Longs,
        "System.Double[]" => OptionShape.Doubles,
        "System.String[]" => OptionShape.Texts,
        _ when type.FullName == typeof(torch.Tensor).FullName => OptionShape.Tensor,
        _ when type.IsEnum && type.IsVisible => OptionShape.Choice,
        _ => null,
    };

    private EnumDescription Choices(Type type)
    {
        var member = Documentation.Id(type);
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => new EnumMember(f.Name, AsLong(f.GetRawConstantValue()!), documentation.Summary($"F:{member[2..]}.{f.Name}")));
        return new EnumDescription(
            type.Name, type.FullName!, SharedTypes.Of(type), Attributes.Find(type.CustomAttributes, typeof(FlagsAttribute)) is not null, [.. members], documentation.Summary(member));
    }

    /// <summary>The name of an enum's value; of a combination of flags, the names of its parts; empty where it has none.</summary>
    private static string Member(EnumDescription choices, object raw)
    {
        var value = AsLong(raw);
        if (choices.Members.FirstOrDefault(m => m.Value == value) is { } member) return member.Name;
        var parts = choices.Members.Where(m => m.Value != 0 && (value & m.Value) == m.Value).ToArray();
        return choices.IsFlags && parts.Aggregate(0L, (sum, m) => sum | m.Value) == value ? string.Join(", ", parts.Select(m => m.Name)) : "";
    }

    private static long AsLong(object value) => value is ulong large ? unchecked((long)large) : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
