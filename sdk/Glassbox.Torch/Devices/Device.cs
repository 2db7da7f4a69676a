namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor's data is: <c>cpu</c>, <c>cuda:0</c>. A text converts to it.</summary>
    public sealed class Device : IEquatable<Device>
    {
        /// <summary>The device of this type; the first of them unless said.</summary>
        public Device(DeviceType type, int index = -1) => (this.type, this.index) = (type, type == DeviceType.CPU ? -1 : Math.Max(0, index));

        /// <summary>The device of this name: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
        /// <exception cref="ArgumentException">There is no such kind of device.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            if (!Enum.TryParse(parts[0], ignoreCase: true, out DeviceType parsed) || parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], out _)))
                throw new ArgumentException($"\"{description}\" is no device: write cpu, cuda, or cuda:1.", nameof(description));
            type = parsed;
            index = parsed == DeviceType.CPU ? -1 : parts.Length == 2 ? int.Parse(parts[1]) : 0;
        }

        public DeviceType type { get; }

        /// <summary>Which of the devices of this type; -1 for the CPU.</summary>
        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public bool Equals(Device? other) => other is not null && type == other.type && index == other.index;
        public override bool Equals(object? obj) => Equals(obj as Device);
        public override int GetHashCode() => HashCode.Combine(type, index);
        public static bool operator ==(Device? a, Device? b) => a is null ? b is null : a.Equals(b);
        public static bool operator !=(Device? a, Device? b) => !(a == b);
        public override string ToString() => index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device CUDA = new(DeviceType.CUDA);
    public static readonly Device META = new(DeviceType.META);
    public static readonly Device MPS = new(DeviceType.MPS);

    public static Device device(string description) => new(description);
    public static Device device(DeviceType type, int index = -1) => new(type, index);

    private static Device defaultDevice = CPU;
    private static ScalarType defaultType = ScalarType.Float32;

    public static Device get_default_device() => defaultDevice;
    public static void set_default_device(Device device) => defaultDevice = device;
    public static void set_default_device(string device) => defaultDevice = device;
    public static ScalarType get_default_dtype() => defaultType;
    public static void set_default_dtype(ScalarType dtype) => defaultType = dtype;
}
