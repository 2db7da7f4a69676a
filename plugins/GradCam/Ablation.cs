namespace Glassbox.Plugins;

/// <summary>What an ablated channel becomes.</summary>
public enum Ablation
{
    /// <summary>Zero, as in the paper.</summary>
    Zero,

    /// <summary>As in pytorch-grad-cam: zero where the smallest activation of the input is zero, otherwise that minimum less 1e7, far outside anything the network has seen (with its batch size of 1: in a larger batch each channel gets 1e7 less than the one before). For comparison with it only.</summary>
    PytorchGradCam,
}
