using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp
{
    /// <summary>Gives a field another name in the module's state than its own.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    public sealed class ComponentNameAttribute : Attribute
    {
        public required string Name { get; init; }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public partial class Module
            {
                /// <summary>
                /// Registers what the fields hold, under the fields' names: modules, parameters and, as buffers, other tensors. Call it last in the
                /// constructor. Fields of base classes count too, and a field that changed since an earlier call takes its new value.
                /// Arrays and collections are passed over: use <see cref="ModuleList{T}"/> and its kin.
                /// </summary>
                protected virtual void RegisterComponents()
                {
                    foreach (var field in Fields(GetType()))
                    {
                        var name = NameOf(field);
                        switch (field.GetValue(this))
                        {
                            case Module module when submodules.GetValueOrDefault(name) != module:
                                register_module(name, module);
                                break;
                            case Parameter parameter when !ReferenceEquals(ownParameters.GetValueOrDefault(name), parameter):
                                register_parameter(name, parameter);
                                break;
                            case Modules.Parameter:
                                break;
                            case Tensor buffer when !ReferenceEquals(ownBuffers.GetValueOrDefault(name).Tensor, buffer):
                                register_buffer(name, buffer);
                                break;
                        }
                    }
                }

                // The base classes' fields first, so that names come in the order of the constructors.
                private static IEnumerable<FieldInfo> Fields(Type type)
                {
                    var chain = new Stack<Type>();
                    for (var t = type; t!.DeclaringType != typeof(nn); t = t.BaseType) chain.Push(t);
                    return chain.SelectMany(t => t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
                }

                // The compiler's names for auto-properties and captured constructor parameters hold the written name in angle brackets.
                private static string NameOf(FieldInfo field) =>
                    field.GetCustomAttribute<ComponentNameAttribute>()?.Name
                    ?? (field.Name.StartsWith('<') && field.Name.IndexOf('>') is > 1 and var end
                        ? field.DeclaringType!.GetProperty(field.Name[1..end], BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name[1..end]
                        : field.Name);
            }
        }
    }
}
