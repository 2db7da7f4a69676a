namespace Glassbox.Plugins;

/// <summary>What an ablated channel becomes.</summary>
public enum Ablation
{
    /// <summary>Zero, as in the paper.</summary>
    Zero,

    /// <summary>As in pytorch-grad-cam: zero where the smallest activation of the input is zero, otherwise that minimum less 1e7, far outside anything the network has seen. For comparison with it only.</summary>
    PytorchGradCam,
}
