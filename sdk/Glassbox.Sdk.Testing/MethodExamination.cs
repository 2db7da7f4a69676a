using System.Diagnostics;
using Glassbox.Host.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Testing;

/// <summary>The conformance kit's checks of one method, each called through the host's own catalogue as a script would.</summary>
internal sealed class MethodExamination
{
    /// <summary>The difference that another order of the same sums explains in single precision, relative to the largest value.</summary>
    private const double Rounding = 1e-4;

    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(5), Head = TimeSpan.FromMilliseconds(50);

    private readonly PluginCatalogue catalogue;
    private readonly Example example;
    private readonly Dictionary<string, object?> options;

    public MethodExamination(PluginCatalogue catalogue, string id, Example example)
    {
        (this.catalogue, this.example) = (catalogue, example);
        Method = catalogue.Method(id);
        options = new(example.Options);
        Checks = new Dictionary<string, Func<Finding>>
        {
            ["options"] = Options, ["result"] = Shapes, ["seed"] = Seed, ["batch"] = Batch, ["cancellation"] = Cancellation,
            ["memory"] = Memory, ["untouched"] = Untouched, ["identity"] = Identity,
        };
    }

    public MethodDescription Method { get; }

    /// <summary>The checks by name, in the order in which they are best read.</summary>
    public IReadOnlyDictionary<string, Func<Finding>> Checks { get; }

    /// <summary>Whether a call could not be stopped and still runs.</summary>
    public bool StillRuns { get; private set; }

    /// <summary>Makes one check. A method that fails on the example fails the check; one that refuses it, by a sentence for its caller, leaves it open.</summary>
    public Finding Check(string name)
    {
        if (name != "options" && Missing() is { } operand)
            return Finding.Skipped(name, $"the kit has no example of {operand.Name} ({operand.Type.Name}): give one in Example.Operands");
        using var scope = NewDisposeScope();
        try
        {
            try
            {
                return Checks[name]();
            }
            catch (GlassboxException e) when (e is not (MethodFailedException or PluginException) && LayerOption() is { } layer)
            {
                // What explains a layer cannot guess which.
                options[layer] = example.Layer;
                return Checks[name]();
            }
        }
        catch (MethodFailedException e)
        {
            return Finding.Fails(name, e.Message);
        }
        catch (GlassboxException e) when (e is not PluginException)
        {
            return Finding.Skipped(name, $"it refuses the example: {e.Message} (Conformance<T> in the plugin's own tests takes another Example)");
        }
    }

    /// <summary>An option for the name of a layer that nothing was given for yet.</summary>
    private string? LayerOption() => example.Layer is null ? null : Method.Options.FirstOrDefault(o => o.IsLayerName && o.Default is null && !options.ContainsKey(o.Name))?.Name;

    private OperandDescription? Missing() => Method.Kind.Operands.FirstOrDefault(o => !o.Optional && example.Operand(o.Name, o.Type) is null);

    private Finding Options()
    {
        const string check = "options";
        var numbers = Method.Options.Where(o => o.Shape is OptionShape.Int or OptionShape.Long or OptionShape.Double).ToArray();
        string[] undocumented = [.. Method.Options.Where(o => o.Documentation == "").Select(o => o.Parameter)];
        string[] choices = [.. Method.Options.SelectMany(o => (o.Choices is { Shared: null } own ? own.Members : []).Where(m => m.Documentation == "").Select(m => $"{o.Choices!.Name}.{m.Name}")).Distinct()];
        string[] unbounded = [.. numbers.Where(o => o.Range is null).Select(o => o.Parameter)];
        string[] wrong =
        [
            .. Method.Summary == "" ? new[] { $"{Method.VerbName} has no <summary>" } : [],
            .. undocumented.Length > 0 ? new[] { $"no <param> documents {string.Join(", ", undocumented)}" } : [],
            .. choices.Length > 0 ? new[] { $"no <summary> documents {string.Join(", ", choices)}" } : [],
            .. unbounded.Length > 0 ? new[] { $"no [Range] bounds {string.Join(", ", unbounded)}" } : [],
        ];
        if (wrong.Length > 0) return Finding.Fails(check, string.Join("; ", wrong));
        return Finding.Holds(check, Method.Options.Count == 0 ? "it takes none" : $"all {Method.Options.Count} have documentation and a default, numbers a range");
    }

    private Finding Shapes()
    {
        const string check = "result";
        var operands = Operands();
        var made = Call(operands);
        if (made is not Result result) return Finding.Skipped(check, $"it gives a {made.GetType().Name}, of which the contract says nothing");
        if (Promises.Broken(result, operands, ofLayer: Method.Options.Any(o => o.IsLayerName && options.ContainsKey(o.Name))) is { } broken) return Finding.Fails(check, broken);
        var tensors = result.Tensors.Where(t => t.Key != "inputs").Select(t => $"{t.Key} {Snapshot.Shape(t.Value)} {t.Value.dtype}").ToArray();
        var where = result.Tensors.Values.Select(t => t.device.ToString()).Distinct();
        _ = result.Figure().ToSvg();
        return Finding.Holds(check, tensors.Length > 0 ? $"{string.Join(", ", tensors)} on {string.Join(" and ", where)}, finite" : $"a table of {result.Table()?.Rows.Count ?? 0} rows");
    }

    private Finding Seed()
    {
        const string check = "seed";
        if (Call(Operands(), seed: 3) is not Result first || Call(Operands(), seed: 3) is not Result again) return Finding.Skipped(check, "it gives no result to compare");
        if (Snapshot.Of(first).Difference(Snapshot.Of(again)) is { } difference)
            return Finding.Fails(check, $"twice with the same seed, {difference}: draw everything random from run.Generator(), and add up in a fixed order");
        var random = Call(Operands(), seed: 4) is Result other && Snapshot.Of(first).Difference(Snapshot.Of(other)) is not null;
        return Finding.Holds(check, "the same bits twice" + (random ? "; others with another seed" : ", with any seed"));
    }

    private Finding Batch()
    {
        const string check = "batch";
        if (Method.Kind.Operands.All(o => o.Name != "inputs") || Call(Operands()) is not Result batch || PerInput(batch) is not { Count: > 0 } together)
            return Finding.Skipped(check, "its kind takes or gives no batch of inputs");
        var n = example.Inputs.size(0);
        var worst = 0.0;
        for (var i = 0L; i < n; i++)
        {
            var alone = PerInput((Result)Call(Operands(inputs: example.Inputs.narrow(0, i, 1))));
            foreach (var (name, all) in together)
            {
                var (mine, own) = (all.narrow(0, i, 1), alone[name]);
                if (!mine.shape.SequenceEqual(own.shape)) return Finding.Fails(check, $"{name} of input {i} is {Snapshot.Shape(mine)} in a batch and {Snapshot.Shape(own)} alone");
                var size = Math.Max(own.to(ScalarType.Float64).abs().max().ToDouble(), 1e-30);
                worst = Math.Max(worst, Snapshot.Distance(mine, own) / size);
            }
        }
        return worst <= Rounding
            ? Finding.Holds(check, $"{n} inputs together as alone, to {Snapshot.Written(worst)} of the largest value")
            : Finding.Fails(check, $"{n} inputs together differ from each alone by {Snapshot.Written(worst)} of the largest value: what is said of one input must not depend on the others");
    }

    /// <summary>What a result says of each input, by name; the first dimension counts the inputs.</summary>
    private static IReadOnlyDictionary<string, Tensor> PerInput(Result result) => result switch
    {
        Attribution a => new Dictionary<string, Tensor> { ["values"] = a.Values },
        Perturbation p => new Dictionary<string, Tensor> { ["changed"] = p.Changed, ["succeeded"] = p.Succeeded },
        Ranking r => new Dictionary<string, Tensor> { ["scores"] = r.Scores, ["indices"] = r.Indices },
        _ => new Dictionary<string, Tensor>(),
    };

    private Finding Cancellation()
    {
        const string check = "cancellation";
        var finding = Stopped();
        // A busy machine may be late once.
        return finding.Outcome == Outcome.Fails && !StillRuns ? Stopped() : finding;

        Finding Stopped()
        {
            using var stop = new CancellationTokenSource();
            var operands = Operands(slow: true);
            Exception? thrown = null;
            var work = new Thread(() =>
            {
                using var scope = NewDisposeScope();
                try { Call(operands, cancellation: stop.Token); }
                catch (Exception e) { thrown = e; }
            }) { IsBackground = true };
            var clock = Stopwatch.StartNew();
            work.Start();
            if (work.Join(Head))
                return thrown is null ? Finding.Holds(check, $"done in {clock.ElapsedMilliseconds} ms, before it could be asked to stop") : throw thrown;
            stop.Cancel();
            clock.Restart();
            if (!work.Join(Patience))
            {
                StillRuns = true;
                return Finding.Fails(check, $"still at work {Patience.TotalSeconds} s after it was asked to stop: call run.Step in its loops");
            }
            if (clock.Elapsed > Promised) return Finding.Fails(check, $"stopped only {clock.Elapsed.TotalSeconds:0.0} s after it was asked to: call run.Step more often");
            return thrown switch
            {
                OperationCanceledException => Finding.Holds(check, $"stopped {clock.ElapsedMilliseconds} ms after it was asked to"),
                null => Finding.Holds(check, $"done {clock.ElapsedMilliseconds} ms after it was asked to stop"),
                GlassboxException => throw thrown,
                _ => Finding.Fails(check, $"answered a request to stop with {thrown.GetType().Name}: let OperationCanceledException pass"),
            };
        }
    }

    private Finding Memory()
    {
        const string check = "memory";
        const int calls = 3;
        var beside = Called();   // The first call may fill caches that are kept.
        var censuses = new TensorCensus[calls];
        for (var i = 0; i < calls; i++)
        {
            using (censuses[i] = new TensorCensus()) Called();
        }
        // A cache may grow once more, or change its contents; a leak is of every call.
        var left = Array.ConvertAll(censuses, census => census.Left);
        if (left.Min() > 0) return Finding.Fails(check, $"{calls} calls leave {Tensors(left.Sum())} that no scope holds: dispose what is made on other threads or kept in fields");
        if (beside > 0) return Finding.Fails(check, $"leaves {Tensors(beside)} besides its result in its caller's scope: begin with `using var scope = NewDisposeScope()` and move the result out of it");
        return Finding.Holds(check, $"nothing is left but the result, {calls} times");
    }

    /// <summary>Calls it in a scope of its own.</summary>
    /// <returns>How many tensors are in the scope besides the result's. What a map keeps for placing new points is part of the result.</returns>
    private int Called()
    {
        using var scope = NewDisposeScope();
        var operands = Operands();
        var known = new HashSet<IDisposable>(scope.DisposablesView, ReferenceEqualityComparer.Instance);
        var made = Call(operands);
        if (made is Result result) known.UnionWith(result.Tensors.Values);
        if (made is Score score) known.UnionWith(score.Measures.Select(m => m.Values));
        return made is Embedding { CanTransform: true } ? 0 : scope.DisposablesView.Count(d => !known.Contains(d));
    }

    private static string Tensors(long count) => count == 1 ? "a tensor" : $"{count} tensors";

    private Finding Untouched()
    {
        const string check = "untouched";
        var operands = Operands();
        var model = operands.OfType<Model>().FirstOrDefault();
        var tensors = operands.Zip(Method.Kind.Operands).Where(o => o.First is Tensor).Select(o => (o.Second.Name, Tensor: (Tensor)o.First!))
            .Concat((model?.Parameters ?? new Dictionary<string, Tensor>()).Select(p => (Name: $"parameter {p.Key}", Tensor: p.Value))).ToArray();
        var copies = Array.ConvertAll(tensors, t => (Values: t.Tensor.detach().clone(), Required: t.Tensor.requires_grad));
        var (modes, random) = ((is_grad_enabled(), get_num_threads(), model?.Module?.training), Generator.Default.get_state());
        Call(operands);
        for (var i = 0; i < tensors.Length; i++)
        {
            var (name, now) = tensors[i];
            if (!Snapshot.SameBits(now.detach(), copies[i].Values)) return Finding.Fails(check, $"{name} was changed: work on a clone()");
            if (now.requires_grad != copies[i].Required) return Finding.Fails(check, $"{name} was made to require gradients: work on detach().clone().requires_grad_()");
            if (now.grad is not null) return Finding.Fails(check, $"{name} was left with a gradient: use autograd.grad, which leaves none");
        }
        var after = (is_grad_enabled(), get_num_threads(), model?.Module?.training);
        if (after != modes) return Finding.Fails(check, $"gradient mode, number of threads or training mode were {modes} and are {after}: set them back");
        if (!random.Equals(Generator.Default.get_state())) return Finding.Fails(check, "drew from the process's random numbers: draw from run.Generator()");
        return Finding.Holds(check, $"{(model is null ? "operands" : $"inputs and {model.Parameters.Count} parameters")}, modes and random numbers as before");
    }

    private Finding Identity()
    {
        const string check = "identity";
        if (Call(Operands()) is not Result { Checks: { Count: > 0 } stated }) return Finding.Skipped(check, "it states none");
        var broken = stated.Where(c => !c.Holds).ToArray();
        return broken.Length > 0 ? Finding.Fails(check, string.Join("; ", broken.Select(c => c.ToString()))) : Finding.Holds(check, string.Join("; ", stated.Select(c => c.ToString())));
    }

    private object?[] Operands(bool slow = false, Tensor? inputs = null) => [.. Method.Kind.Operands.Select(o => example.Operand(o.Name, o.Type, slow, inputs))];

    private object Call(object?[] operands, long seed = 0, CancellationToken cancellation = default) =>
        catalogue.Invoke(Method.Id, operands, options, new Run(seed, cancellation, methods: new ExampleMethods(catalogue)));
}
