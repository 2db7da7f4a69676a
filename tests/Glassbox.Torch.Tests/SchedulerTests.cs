using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using lr_scheduler = TorchSharp.torch.optim.lr_scheduler;

namespace Glassbox.Tests;

public class SchedulerTests
{
    private static SGD Optimizer(double rate = 1) => optim.SGD([new Parameter(ones(1))], rate);

    private static double[] Rates(Func<SGD, lr_scheduler.LRScheduler> make, int epochs)
    {
        var optimizer = Optimizer();
        var scheduler = make(optimizer);
        var rates = new List<double> { scheduler.get_last_lr().Single() };
        for (var i = 1; i < epochs; i++)
        {
            scheduler.step();
            rates.Add(Math.Round(scheduler.get_last_lr().Single(), 12));
        }
        return [.. rates];
    }

    [Fact]
    public void Schedules_follow_their_formulas()
    {
        Rates(o => lr_scheduler.StepLR(o, 2, 0.5), 5).ShouldBe([1, 1, 0.5, 0.5, 0.25]);
        Rates(o => lr_scheduler.MultiStepLR(o, [1, 3], 0.1), 5).ShouldBe([1, 0.1, 0.1, 0.01, 0.01]);
        Rates(o => lr_scheduler.ExponentialLR(o, 0.5), 4).ShouldBe([1, 0.5, 0.25, 0.125]);
        Rates(o => lr_scheduler.ConstantLR(o, 0.5, 2), 4).ShouldBe([0.5, 0.5, 1, 1]);
        Rates(o => lr_scheduler.LinearLR(o, 0.5, 1, 2), 4).ShouldBe([0.5, 0.75, 1, 1]);
        Rates(o => lr_scheduler.PolynomialLR(o, 4, 2), 6).ShouldBe([1, 0.5625, 0.25, 0.0625, 0, 0]);
        Rates(o => lr_scheduler.CosineAnnealingLR(o, 2, 0.2), 5).ShouldBe([1, 0.6, 0.2, 0.6, 1]);
        Rates(o => lr_scheduler.LambdaLR(o, e => 1.0 / (e + 1)), 3).ShouldBe([1, 0.5, Math.Round(1 / 3.0, 12)]);
        Rates(o => lr_scheduler.MultiplicativeLR(o, e => 0.5), 3).ShouldBe([1, 0.5, 0.25]);
    }

    [Fact]
    public void Schedules_in_turn_and_together()
    {
        Rates(o => lr_scheduler.SequentialLR(o, [lr_scheduler.ConstantLR(o, 0.1, 10), lr_scheduler.ExponentialLR(o, 0.5)], [2]), 5).ShouldBe([0.1, 0.1, 1, 0.5, 0.25]);
        Rates(o => lr_scheduler.ChainedLR([lr_scheduler.ConstantLR(o, 0.5, 2), lr_scheduler.ExponentialLR(o, 0.5)]), 4).ShouldBe([0.5, 0.25, 0.25, 0.125]);
    }

    [Fact]
    public void One_cycle_goes_up_and_down_with_the_momentum_against_it()
    {
        var p = new Parameter(ones(1));
        var optimizer = optim.SGD([p], 1, momentum: 0.9);
        var group = (SGD.ParamGroup)optimizer.ParamGroups.Single();
        // Ten steps: up until step 0.3 * 10 - 1 = 2, then down until step 9.
        var scheduler = lr_scheduler.OneCycleLR(optimizer, 1, 10, anneal_strategy: lr_scheduler.AnnealStrategy.Linear, div_factor: 10, final_div_factor: 10);
        var (rates, momenta) = (new List<double> { group.LearningRate }, new List<double> { group.Momentum });
        for (var i = 1; i < 10; i++)
        {
            scheduler.step();
            rates.Add(group.LearningRate);
            momenta.Add(group.Momentum);
        }
        double[] expected = [0.1, 0.55, 1, 1 - 0.99 / 7, 1 - 2 * 0.99 / 7, 1 - 3 * 0.99 / 7, 1 - 4 * 0.99 / 7, 1 - 5 * 0.99 / 7, 1 - 6 * 0.99 / 7, 0.01];
        for (var i = 0; i < 10; i++) rates[i].ShouldBe(expected[i], 1e-12);
        momenta[0].ShouldBe(0.95, 1e-12);
        momenta[2].ShouldBe(0.85, 1e-12);
        momenta[9].ShouldBe(0.95, 1e-12);
        Should.Throw<InvalidOperationException>(() => scheduler.step()).Message.ShouldContain("10 steps");

        var adam = optim.Adam([p]);
        lr_scheduler.OneCycleLR(adam, 1, epochs: 2, steps_per_epoch: 5);
        ((Adam.ParamGroup)adam.ParamGroups.Single()).Betas.ShouldBe((0.95, 0.999));
        Should.Throw<ArgumentException>(() => lr_scheduler.OneCycleLR(adam, 1));
        Should.Throw<ArgumentException>(() => lr_scheduler.OneCycleLR(optim.Adagrad([p]), 1, 10)).Message.ShouldContain("cycle_momentum: false");
    }

    [Fact]
    public void Plateau_waits_and_then_reduces()
    {
        var optimizer = Optimizer();
        var scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1, cooldown: 1, min_lr: [0.2]);
        var rates = new List<double>();
        foreach (var loss in new[] { 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 })
        {
            scheduler.step(loss);
            rates.Add(scheduler.get_last_lr().Single());
        }
        // Bad epochs from the third on: the second bad one reduces, one epoch rests, then two more, and so on down to the least.
        rates.ShouldBe([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2]);
        Should.Throw<InvalidOperationException>(() => scheduler.step());
    }

    [Fact]
    public void Jumping_to_an_epoch_gives_its_rate()
    {
        var optimizer = Optimizer(2);
        var scheduler = lr_scheduler.StepLR(optimizer, 2, 0.5);
        scheduler.step(5);
        scheduler.get_last_lr().ShouldBe([0.5]);
        scheduler.step();
        scheduler.get_last_lr().ShouldBe([0.25]);
    }
}
