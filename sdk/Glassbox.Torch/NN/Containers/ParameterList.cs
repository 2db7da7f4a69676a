using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Parameters in a list, registered as "0", "1", and so on.</summary>
    public class ParameterList : nn.Module, IReadOnlyList<Parameter>
    {
        private readonly List<Parameter> list = [];

        public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => extend(parameters);

        public int Count => list.Count;

        public Parameter this[int index]
        {
            get => list[index];
            set
            {
                list[index] = value;
                register_parameter(index.ToString(), value);
            }
        }

        public void Add(Parameter item)
        {
            register_parameter(list.Count.ToString(), item);
            list.Add(item);
        }

        public void append(params Parameter[] parameters) => extend(parameters);

        public void extend(IEnumerable<Parameter> parameters)
        {
            foreach (var parameter in parameters) Add(parameter);
        }

        public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => list.GetEnumerator();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ParameterList ParameterList(params Modules.Parameter[] parameters) => new(parameters);
        }
    }
}
