using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class OptimTests
{
    private static Parameter Start(params double[] values) => new(tensor(values));

    private static void Steps(optim.Optimizer optimizer, Func<Tensor> loss, int count)
    {
        for (var i = 0; i < count; i++)
        {
            optimizer.zero_grad();
            loss().backward();
            optimizer.step();
        }
    }

    [Fact]
    public void Gradient_descent_by_hand()
    {
        var p = Start(1, 2);
        var sgd = optim.SGD([p], 0.1, momentum: 0.5);
        p.grad = tensor(new[] { 1.0, 1 });
        sgd.step();
        p.ShouldHold(0.9, 1.9);
        p.grad = tensor(new[] { 1.0, 0 });
        sgd.step();
        // velocity = 0.5 (1, 1) + (1, 0)
        p.ShouldHold(0.75, 1.85);

        var nesterov = Start(1);
        nesterov.grad = tensor(new[] { 1.0 });
        optim.SGD([nesterov], 0.1, momentum: 0.5, nesterov: true).step();
        nesterov.ShouldHold(1 - 0.1 * 1.5);

        var decayed = Start(2);
        decayed.grad = tensor(new[] { 1.0 });
        optim.SGD([decayed], 0.1, weight_decay: 0.5, maximize: true).step();
        decayed.ShouldHold(2 - 0.1 * (-1 + 0.5 * 2));
        Should.Throw<ArgumentException>(() => optim.SGD([p], 0.1, nesterov: true));
    }

    [Fact]
    public void First_step_of_Adam_is_the_learning_rate_whatever_the_gradient()
    {
        var p = Start(1, 1, 1);
        var adam = optim.Adam([p], lr: 0.01);
        p.grad = tensor(new[] { 1e-3, -5, 1e4 });
        adam.step();
        p.ShouldBe(tensor(new[] { 0.99, 1.01, 0.99 }), 1e-6);

        p.grad = tensor(new[] { 0.0, 0, 0 });
        adam.step();
        // Second step, gradient g then 0: mean = 0.9 * 0.1 g / 0.19, square = 0.999 * 0.001 g^2 / 0.001999.
        var move = 0.01 * (0.09 / 0.19) / Math.Sqrt(0.999 * 0.001 / (1 - 0.999 * 0.999));
        p.ShouldBe(tensor(new[] { 0.99 - move, 1.01 + move, 0.99 - move }), 1e-5);
    }

    [Fact]
    public void Decay_apart_from_the_gradient_and_into_it_differ()
    {
        var (apart, into) = (Start(2), Start(2));
        apart.grad = into.grad = tensor(new[] { 1.0 });
        optim.AdamW([apart], lr: 0.1, weight_decay: 0.5).step();
        optim.Adam([into], lr: 0.1, weight_decay: 0.5).step();
        apart.ShouldHold(2 * (1 - 0.05) - 0.1);
        into.ShouldHold(1.9);
    }

    [Fact]
    public void AMSGrad_keeps_the_largest_square()
    {
        var p = Start(0);
        var adam = optim.Adam([p], lr: 1, beta1: 0, beta2: 0, eps: 0, amsgrad: true);
        p.grad = tensor(new[] { 10.0 });
        adam.step();
        p.ShouldHold(-1);
        p.grad = tensor(new[] { 1.0 });
        adam.step();
        p.ShouldHold(-1.1);
    }

    [Fact]
    public void Root_mean_square_and_accumulated_square_by_hand()
    {
        var p = Start(1);
        p.grad = tensor(new[] { 4.0 });
        optim.RMSProp([p], lr: 0.1, alpha: 0.75, eps: 0).step();
        p.ShouldHold(1 - 0.1 * 4 / Math.Sqrt(0.25 * 16));

        var centered = Start(1);
        centered.grad = tensor(new[] { 4.0 });
        optim.RMSProp([centered], lr: 0.1, alpha: 0.75, eps: 0, centered: true, momentum: 0.5).step();
        centered.ShouldHold(1 - 0.1 * 4 / Math.Sqrt(0.25 * 16 - 1));

        var adagrad = Start(1);
        var optimizer = optim.Adagrad([adagrad], lr: 0.1, eps: 0);
        adagrad.grad = tensor(new[] { 3.0 });
        optimizer.step();
        adagrad.ShouldHold(0.9);
        adagrad.grad = tensor(new[] { 4.0 });
        optimizer.step();
        adagrad.ShouldHold(0.9 - 0.1 * 4 / 5);
    }

    public static TheoryData<string> Names => ["sgd", "momentum", "adam", "adamw", "rmsprop", "adagrad"];

    [Theory, MemberData(nameof(Names))]
    public void Every_optimizer_finds_the_minimum_of_a_quadratic(string name)
    {
        var p = Start(3, -2);
        var goal = tensor(new[] { 1.0, 0.5 });
        optim.Optimizer optimizer = name switch
        {
            "sgd" => optim.SGD([p], 0.1),
            "momentum" => optim.SGD([p], 0.02, momentum: 0.9),
            "adam" => optim.Adam([p], lr: 0.05),
            "adamw" => optim.AdamW([p], lr: 0.05),
            "rmsprop" => optim.RMSProp([p], lr: 0.005),
            _ => optim.Adagrad([p], lr: 1),
        };
        Steps(optimizer, () => ((p - goal) * tensor(new[] { 1.0, 3.0 })).square().sum(), 1000);
        p.ShouldBe(goal, 0.01);
    }

    private static Tensor Rosenbrock(Tensor p) => (1 - p[0]).square() + 100 * (p[1] - p[0].square()).square();

    [Fact]
    public void Limited_memory_BFGS_with_a_line_search_solves_Rosenbrocks_valley()
    {
        var p = Start(-1.2, 1);
        var calls = 0;
        var lbfgs = optim.LBFGS([p], lr: 1, max_iter: 100, line_search_fn: "strong_wolfe", tolerange_grad: 1e-9, tolerance_change: 1e-14);
        var first = lbfgs.step(() =>
        {
            calls++;
            lbfgs.zero_grad();
            var loss = Rosenbrock(p);
            loss.backward();
            return loss;
        });
        first!.ToDouble().ShouldBe(24.2, 1e-9);
        p.ShouldBe(tensor(new[] { 1.0, 1.0 }), 1e-6);
        calls.ShouldBeLessThan(80);
    }

    [Fact]
    public void Limited_memory_BFGS_without_a_line_search_solves_a_quadratic_over_several_steps()
    {
        var (a, b) = (new Parameter(ones(2, 2, dtype: float64)), Start(5));
        var lbfgs = optim.LBFGS([a, b], lr: 1, max_iter: 4);
        Tensor Closure()
        {
            lbfgs.zero_grad();
            var loss = (a * tensor(new[,] { { 1.0, 2 }, { 3, 4 } }) - 1).square().sum() + b.square().sum();
            loss.backward();
            return loss;
        }
        for (var i = 0; i < 10; i++) lbfgs.step(Closure);
        a.ShouldBe(tensor(new[,] { { 1.0, 0.5 }, { 1 / 3.0, 0.25 } }), 1e-5);
        b.ShouldBe(zeros(1), 1e-5);
        Should.Throw<ArgumentNullException>(() => lbfgs.step());
        Should.Throw<ArgumentException>(() => optim.LBFGS([a], line_search_fn: "armijo"));
    }

    [Fact]
    public void Closures_run_with_gradients_and_their_loss_comes_back()
    {
        var p = Start(2);
        var sgd = optim.SGD([p], 0.25);
        using var none = no_grad();
        var loss = sgd.step(() =>
        {
            sgd.zero_grad();
            var l = p.square().sum();
            l.backward();
            return l;
        });
        loss!.ShouldHold(4);
        p.ShouldHold(1);
    }

    [Fact]
    public void Groups_have_rates_of_their_own_and_results_are_refused()
    {
        var (a, b) = (Start(1), Start(1));
        a.grad = b.grad = tensor(new[] { 1.0 });
        optim.SGD([new SGD.ParamGroup([a], 0.1), new SGD.ParamGroup([b], 0.5)]).step();
        a.ShouldHold(0.9);
        b.ShouldHold(0.5);
        Should.Throw<ArgumentException>(() => optim.Adam([a * 2])).Message.ShouldContain("leaves only");
        Should.Throw<ArgumentException>(() => optim.Adam(Array.Empty<Parameter>()));
        optim.Adam(nn.Linear(1, 1).named_parameters()).parameters().Count().ShouldBe(2);
    }

    [Fact]
    public void Steps_leave_nothing_behind()
    {
        var p = Start(1, 2);
        var goal = zeros(2, dtype: float64);
        using var adam = optim.Adam([p]);
        void Step()
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            (p - goal).square().sum().backward();
            adam.step();
        }
        Step();
        using var census = new TensorCensus();
        for (var i = 0; i < 5; i++) Step();
        census.Left.ShouldBe(0);
    }

    [Theory, MemberData(nameof(Names))]
    public void Interrupted_and_restored_optimizer_goes_on_as_if_never_stopped(string name)
    {
        static optim.Optimizer Make(string name, Parameter p) => name switch
        {
            "sgd" => optim.SGD([p], 0.1),
            "momentum" => optim.SGD([p], 0.1, momentum: 0.9),
            "adam" => optim.Adam([p], lr: 0.1, amsgrad: true),
            "adamw" => optim.AdamW([p], lr: 0.1, weight_decay: 0.1),
            "rmsprop" => optim.RMSProp([p], momentum: 0.5, centered: true),
            _ => optim.Adagrad([p], lr_decay: 0.1),
        };
        var whole = Start(3, -2);
        var first = Make(name, whole);
        Steps(first, () => whole.pow(4).sum(), 3);
        var half = new Parameter(whole.detach().clone());
        var second = Make(name, half);
        second.RestoreMemory(first.SaveMemory());
        Steps(first, () => whole.pow(4).sum(), 3);
        Steps(second, () => half.pow(4).sum(), 3);
        half.ShouldBe(whole, 0);
        if (name == "sgd") return;
        Should.Throw<ArgumentException>(() => Make(name, Start(1)).RestoreMemory(first.SaveMemory())).Message.ShouldContain("of other parameters");
    }

    [Fact]
    public void Clipping_scales_all_gradients_alike()
    {
        var (a, b) = (Start(0), Start(0));
        a.grad = tensor(new[] { 3.0 });
        b.grad = tensor(new[] { 4.0 });
        nn.utils.clip_grad_norm_([a, b], 1).ShouldBe(5);
        a.grad!.ShouldBe(tensor(new[] { 0.6 }), 1e-6);
        nn.utils.clip_grad_norm_([a, b], 10);
        b.grad!.ShouldBe(tensor(new[] { 0.8 }), 1e-6);
        nn.utils.clip_grad_value_([a, b], 0.7);
        b.grad!.ShouldHold(0.7);
    }

    [Fact]
    public void Parameters_become_a_vector_and_back()
    {
        var layer = nn.Linear(2, 1);
        var vector = nn.utils.parameters_to_vector(layer.parameters());
        vector.shape.ShouldBe([3]);
        nn.utils.vector_to_parameters(tensor(new[] { 1f, 2, 3 }), layer.parameters());
        layer.weight.ShouldHold(1, 2);
        layer.bias!.ShouldHold(3);
        Should.Throw<ArgumentException>(() => nn.utils.vector_to_parameters(ones(2), layer.parameters())).Message.ShouldContain("2 elements, the parameters 3");
    }

    [Fact]
    public void Fused_convolution_does_what_convolution_and_batch_norm_did()
    {
        manual_seed(4);
        var conv = nn.Conv2d(2, 3, 3);
        var norm = nn.BatchNorm2d(3);
        norm.running_mean!.normal_();
        norm.running_var!.uniform_(0.5, 2);
        nn.init.normal_(norm.weight);
        norm.eval();
        var x = randn(1, 2, 5, 5);
        var (weight, bias) = nn.utils.fuse_conv_bn_weights(conv.weight, conv.bias, norm.running_mean, norm.running_var, norm.eps, norm.weight, norm.bias);
        nn.functional.conv2d(x, weight, bias).ShouldBe(norm.call(conv.call(x)), 1e-5);
    }
}
