using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device.</summary>
        public override string ToString() => IsInvalid ? "disposed tensor" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>The elements, long dimensions cut in their middle.</summary>
        /// <param name="style">The style.</param>
        /// <param name="fltFormat">.NET's format of numbers with a fraction.</param>
        /// <param name="width">The longest line.</param>
        /// <param name="cultureInfo">Whose decimal separator; by default the invariant one.</param>
        /// <param name="newLine">What ends a line.</param>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Default) style = torch.style;
            if (style == TensorStringStyle.Metadata || device_type == DeviceType.META) return ToString();
            return new TensorText(style, fltFormat ?? floatFormat, width ?? lineWidth, cultureInfo ?? CultureInfo.InvariantCulture, newLine ?? lineEnd).Write(this);
        }

        public string str(string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) => ToString(style, fltFormat, width, cultureInfo, newLine);
        public string jlstr(string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) => ToString(julia, fltFormat, width, cultureInfo, newLine);
        public string npstr(string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) => ToString(numpy, fltFormat, width, cultureInfo, newLine);
        public string cstr(string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) => ToString(csharp, fltFormat, width, cultureInfo, newLine);

        /// <summary>Writes the elements to standard output.</summary>
        public Tensor print(string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
        {
            Console.WriteLine(str(fltFormat, width, newLine, cultureInfo, style));
            return this;
        }
    }
}
