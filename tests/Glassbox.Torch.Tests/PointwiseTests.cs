using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class PointwiseTests
{
    private static readonly Dictionary<string, Func<double, double>> Functions = new()
    {
        ["abs"] = Math.Abs, ["absolute"] = Math.Abs, ["neg"] = x => -x, ["negative"] = x => -x, ["sign"] = x => Math.Sign(x), ["sgn"] = x => Math.Sign(x),
        ["reciprocal"] = x => 1 / x, ["square"] = x => x * x, ["sqrt"] = Math.Sqrt, ["rsqrt"] = x => 1 / Math.Sqrt(x),
        ["exp"] = Math.Exp, ["exp2"] = x => Math.Pow(2, x), ["expm1"] = x => Math.Exp(x) - 1,
        ["log"] = Math.Log, ["log1p"] = x => Math.Log(1 + x), ["log2"] = Math.Log2, ["log10"] = Math.Log10,
        ["floor"] = Math.Floor, ["ceil"] = Math.Ceiling, ["trunc"] = Math.Truncate, ["fix"] = Math.Truncate, ["frac"] = x => x - Math.Truncate(x),
        ["sigmoid"] = x => 1 / (1 + Math.Exp(-x)),
        ["sin"] = Math.Sin, ["cos"] = Math.Cos, ["tan"] = Math.Tan, ["asin"] = Math.Asin, ["arcsin"] = Math.Asin, ["acos"] = Math.Acos, ["arccos"] = Math.Acos, ["atan"] = Math.Atan, ["arctan"] = Math.Atan,
        ["sinh"] = Math.Sinh, ["cosh"] = Math.Cosh, ["tanh"] = Math.Tanh, ["asinh"] = Math.Asinh, ["arcsinh"] = Math.Asinh, ["acosh"] = Math.Acosh, ["arccosh"] = Math.Acosh, ["atanh"] = Math.Atanh, ["arctanh"] = Math.Atanh,
        ["deg2rad"] = x => x * Math.PI / 180, ["rad2deg"] = x => x * 180 / Math.PI, ["sinc"] = x => Math.Sin(Math.PI * x) / (Math.PI * x),
        ["relu"] = x => Math.Max(0, x), ["relu6"] = x => Math.Clamp(x, 0, 6), ["silu"] = x => x / (1 + Math.Exp(-x)), ["hardsigmoid"] = x => Math.Clamp(x + 3, 0, 6) / 6, ["hardswish"] = x => x * Math.Clamp(x + 3, 0, 6) / 6,
        ["mish"] = x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))), ["selu"] = x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)), ["celu"] = x => x > 0 ? x : Math.Exp(x) - 1,
        ["log_sigmoid"] = x => -Math.Log(1 + Math.Exp(-x)),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Function_in_place_twin_and_static_twin_agree_with_mathematics(string name)
    {
        double[] points = [-6.5, -2.25, -0.6, 0.3, 0.9, 1.5, 7.75];
        using var x = tensor(points);
        var expected = tensor(Array.ConvertAll(points, p => Functions[name](p)));

        var type = typeof(Tensor);
        ((Tensor)type.GetMethod(name, Type.EmptyTypes)!.Invoke(x, null)!).ShouldBe(expected, 1e-12);
        if (type.GetMethod(name + "_", Type.EmptyTypes) is { } inPlace)
        {
            using var changed = x.clone();
            inPlace.Invoke(changed, null).ShouldBeSameAs(changed);
            changed.ShouldBe(expected, 1e-12);
        }
        if (typeof(torch).GetMethod(name, BindingFlags.Static | BindingFlags.Public, [typeof(Tensor)]) is { } twin) ((Tensor)twin.Invoke(null, [x])!).ShouldBe(expected, 1e-12);
        x.ShouldHold(points);
    }

    [Fact]
    public void Error_and_gamma_functions_have_their_known_values()
    {
        tensor(new[] { 0.0, 1.0 }).erf().ShouldHold(0, 0.8427007929497149);
        tensor(new[] { 0.0, 1.0 }).erfc().ShouldHold(1, 0.15729920705028513);
        tensor(0.8427007929497149).erfinv().ShouldHold(1);
        tensor(5.0).lgamma().ShouldHold(Math.Log(24));
        tensor(1.0).digamma().ShouldHold(-0.5772156649015329);
        tensor(1.0).polygamma(1).ShouldHold(Math.PI * Math.PI / 6);
        tensor(0.0).i0().ShouldHold(1);
        tensor(new[] { 0.25 }).logit().ShouldHold(Math.Log(0.25 / 0.75));
    }

    [Fact]
    public void Rounding_goes_to_even_and_to_decimals()
    {
        tensor(new[] { 0.5, 1.5, 2.5, -0.5 }).round().ShouldHold(0, 2, 2, 0);
        tensor(new[] { 1.2345 }).round(2).ShouldHold(1.23);
        tensor(new[] { 1234.5 }).round(-2).ShouldHold(1200);
    }

    [Fact]
    public void Nan_to_num_replaces_each_kind()
    {
        tensor(new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 2 }).nan_to_num(1, 3, 4).ShouldHold(1, 3, 4, 2);
    }

    [Fact]
    public void Frexp_splits_into_mantissa_and_exponent()
    {
        var (mantissa, exponent) = tensor(new[] { 8.0, 0.75 }).frexp();
        mantissa.ShouldHold(0.5, 0.75);
        exponent.ShouldHold(4, 0);
    }
}
