namespace Glassbox.Plugins.Tests.Goldens;

public class ReferenceNetworksTests
{
    [Theory]
    [InlineData("tinycnn"), InlineData("resnet"), InlineData("vggcam"), InlineData("mixnet"), InlineData("mlp")]
    public void The_networks_give_the_logits_that_were_recorded(string name)
    {
        var inputs = ReferenceNetworks.Inputs(name);
        var logits = ReferenceNetworks.Load(name).Logits(inputs["x"]);
        logits.allclose(inputs["logits"], rtol: 1e-5, atol: 1e-4).ShouldBeTrue();
    }
}
