using System.Numerics;

namespace TorchSharp;

/// <summary>One number of any type, as operators take it. Every number converts to it.</summary>
public sealed class Scalar : IDisposable
{
    internal enum Of { Int, Double, Bool, Complex }

    internal readonly Of Kind;
    internal readonly long Integer;
    internal readonly double Real, Imaginary;

    internal Scalar(long value) => (Kind, Integer, Real) = (Of.Int, value, value);
    internal Scalar(double value) => (Kind, Integer, Real) = (Of.Double, double.IsFinite(value) ? (long)value : 0, value);
    internal Scalar(bool value) => (Kind, Integer, Real) = (Of.Bool, value ? 1 : 0, value ? 1 : 0);
    internal Scalar(Complex value) => (Kind, Integer, Real, Imaginary) = (Of.Complex, (long)value.Real, value.Real, value.Imaginary);

    public static implicit operator Scalar(byte value) => new((long)value);
    public static implicit operator Scalar(sbyte value) => new((long)value);
    public static implicit operator Scalar(short value) => new((long)value);
    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(Half value) => new((double)value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(bool value) => new(value);
    public static implicit operator Scalar(Complex value) => new(value);

    /// <summary>The element type it has by itself.</summary>
    public torch.ScalarType Type => Kind switch
    {
        Of.Int => torch.ScalarType.Int64,
        Of.Bool => torch.ScalarType.Bool,
        Of.Complex => torch.ScalarType.ComplexFloat64,
        _ => torch.ScalarType.Float64,
    };

    public float ToSingle() => (float)Real;
    public double ToDouble() => Real;
    public Half ToHalf() => (Half)Real;
    public sbyte ToSByte() => (sbyte)Integer;
    public byte ToByte() => (byte)Integer;
    public short ToInt16() => (short)Integer;
    public int ToInt32() => (int)Integer;
    public long ToInt64() => Integer;
    public bool ToBoolean() => Kind == Of.Double ? Real != 0 : Integer != 0;
    public Complex ToComplexFloat64() => new(Real, Imaginary);

    /// <summary>Nothing to release: TorchSharp's scalars own native memory, these do not.</summary>
    public void Dispose() { }

    public override string ToString() => Kind switch
    {
        Of.Int => Integer.ToString(),
        Of.Bool => Integer != 0 ? "true" : "false",
        Of.Complex => new Complex(Real, Imaginary).ToString(),
        _ => Real.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
    };
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;
    public static Scalar ToScalar(this byte value) => value;
}
