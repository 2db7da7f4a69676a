using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>Two directions at right angles turn the plane and keep its lengths: (3, 4) is 5 from the origin on the map too.</summary>
    [Fact]
    public void A_map_with_as_many_dimensions_as_the_points_keeps_their_distances()
    {
        using var scope = NewDisposeScope();

        var map = new MyMethod().Project(tensor(new float[,] { { 0, 0 }, { 3, 4 } }), new MyMethod.Options(Dimensions: 2), new Run());

        Assert.Equal(5, (map.Coordinates[1] - map.Coordinates[0]).norm().ToDouble(), 5);
    }
}
