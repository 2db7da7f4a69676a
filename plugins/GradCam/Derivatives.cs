namespace Glassbox.Plugins;

/// <summary>Which derivatives Grad-CAM++ weighs gradients by.</summary>
public enum Derivatives
{
    /// <summary>Those of exp(score) where the score is linear in the activation: powers of the gradient. One backward pass.</summary>
    ClosedForm,

    /// <summary>The second and third derivatives of the class's probability by each element of the activation, as the paper prints them. Of a ReLU network's logits they would all
    /// be zero. Runs the network from the layer on once an element, and three times back.</summary>
    Literal,
}
