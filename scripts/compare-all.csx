// Every attribution method on one input, on one page: the maps, how good each is by every measure there is, whether it keeps what it promises, and what it costs.
//
//     ./glassbox run scripts/compare-all.csx                                   (a handwritten digit; under two minutes)
//     ./glassbox run scripts/compare-all.csx MODEL INPUT [CLASS] [METRICS]     (INPUT: a .png or .jpg; METRICS: ids with commas, or "all")
//
// MODEL is a shipped network or a checkpoint. A photo takes minutes, as methods that sample or learn run a network thousands of times; "all" takes several times as long, as randomisation then explains all of them anew.
// Makes out/compare-all/report.html for the digit, out/compare-all/INPUT/report.html for a picture.

using System.Diagnostics;

var model  = Models.Load(args.Length > 0 ? args[0] : "digits-cnn");
var x      = args.Length > 1 ? Data.Image(args[1], model) : Data.Digits().Test[7].Input;
var target = args.Length > 2 && args[2] != "" ? Target.Class(args[2]) : Target.Predicted;
var folder = args.Length > 1 ? $"out/compare-all/{Path.GetFileNameWithoutExtension(args[1])}" : "out/compare-all";
// What a digit costs is nothing; of a photo's explanations only the quick ones are made again with random weights.
var metrics = args.Length > 3 && args[3] != "" ? args[3] : args.Length > 1 ? "agreement,faithfulness,infidelity,sparseness" : "all";
string[] named = metrics switch { "all" => [.. Methods.Of("metric").Where(m => m.Id is not ("pointing-game" or "relevance-accuracy")).Select(m => m.Id)], _ => metrics.Split(',') };

// What a pass costs, in this run and on this machine: the unit of what the methods cost.
var eight = x.expand([8, .. x.shape[1..]]).contiguous();
var forward = Least(() => { using (no_grad()) model.Logits(eight); }) / 8;
var backward = Least(() =>
{
    using var asked = eight.detach().clone().requires_grad_();
    autograd.grad([model.Logits(asked).sum()], [asked]);
}) / 8;

var explanations = new List<Attribution>();
var seconds = new Dictionary<string, double>();
var refused = new Table("method", "why it does not explain this");
foreach (var method in Methods.Of("attributor").Where(m => !m.Control))
{
    try
    {
        var first = Methods.Explain(method.Id, model, x, target);
        explanations.Add(first);
        // The first call loads the method; what is quick is timed again.
        var least = first.Provenance.Duration.TotalSeconds;
        for (var i = 0; i < 2 && least < 0.5; i++) least = Math.Min(least, Methods.Explain(method.Id, model, x, target).Provenance.Duration.TotalSeconds);
        seconds[method.Id] = least;
    }
    catch (GlassboxException e) { refused.Add(method.Id, e.Message); }
}

var comparison = Compare([.. explanations], metrics: named);
string[] warnings = [.. comparison.Warnings];
Table unchanged = null;
if (named.All(m => m != "randomisation"))
{
    string[] slow = ["ablation-cam", "extremal-perturbation", "feature-ablation", "kernel-shap", "lime", "meaningful-perturbation", "occlusion", "pixel-wiping", "rise", "score-cam", "shapley"];
    Attribution[] quick = [.. explanations.Where(e => !slow.Contains(e.Provenance.Method))];
    var check = Randomisation(model, quick);
    warnings = [.. explanations.Zip(warnings, (e, w) => string.Join("\n", new[] { w, check.Warnings.GetValueOrDefault(e.Provenance.Title, "") }.Where(t => t != "")))];
    unchanged = new Table("method", "rank correlation")
    {
        Caption = "Of each map with itself once weights are random; near 0 is good, and a map that stays the same does not show what the network has learned. " +
            $"Not checked, for it would take long: {string.Join(", ", explanations.Select(e => e.Provenance.Method).Intersect(slow))}. Name the measure all for these too.",
    };
    foreach (var (e, rho) in quick.Zip(check.Measures[0].Means()).OrderBy(p => Math.Abs(p.Second))) unchanged.Add(e.Provenance.Method, double.IsNaN(rho) ? Cell.Empty : rho);
}
var probability = model.Logits(x).softmax(1)[0][explanations[0].Target.Classes[0]].ToDouble();

var costs = new Table("method", "milliseconds", "forward passes", "forward and backward passes")
{
    Caption = $"The least of up to three runs in this session, as multiples of one sample's pass at batch 8: {forward * 1000:0.000} ms forward (F), {backward * 1000:0.000} ms forward and backward (FB), with {get_num_threads()} threads. " +
        "For a network as small as the digits' they count calls rather than arithmetic.",
    Formats = new Dictionary<string, string> { ["milliseconds"] = "0.0", ["forward passes"] = "0", ["forward and backward passes"] = "0" },
};
var promises = new Table("method", "promise", "error", "tolerance", "kept") { Caption = "The identity that a method promises, measured on this input; methods that promise none are not listed." };
foreach (var e in explanations.OrderBy(e => seconds[e.Provenance.Method]))
    costs.Add(e.Provenance.Method, seconds[e.Provenance.Method] * 1000, seconds[e.Provenance.Method] / forward, seconds[e.Provenance.Method] / backward);
foreach (var e in explanations)
    foreach (var check in e.Checks) promises.Add(e.Provenance.Method, check.Identity, check.Error, check.Tolerance, check.Holds);

var warned = new Table("method", "what a reader must know");
foreach (var (e, warning) in explanations.Zip(warnings))
    if (warning != "") warned.Add(e.Provenance.Method, warning);

foreach (var e in explanations) e.Save($"{folder}/{e.Provenance.Method}.png");
var report = new Report($"{explanations.Count} explanations of one answer")
    .Text($"{model.Name} gives the class {explanations[0].Target.Description} a probability of {probability:0.0%}. Each map says which parts of the input mattered for that, according to one method with its default options.")
    .Section("Maps").Add(AttributionFigure.Of(explanations, remarks: warnings))
    .Section("Controls").Text("Maps that know nothing of the network. An explanation that measures no better says nothing.").Add(AttributionFigure.Of(comparison.Controls))
    .Section("Measures").Add(comparison.Table());
foreach (var note in comparison.Notes) report.Text(note);
if (unchanged is not null) report.Section("With random weights").Add(unchanged);
if (warned.Rows.Count > 0) report.Section("Warnings").Add(warned);
report.Section("Promises").Add(promises).Section("Costs").Add(costs);
if (refused.Rows.Count > 0) report.Section("Left out").Add(refused);
report.Save($"{folder}/report.html");
comparison.Table().Save($"{folder}/measures.csv");
Console.WriteLine($"{explanations.Count} methods compared, {refused.Rows.Count} left out; {folder}/report.html, measures.csv and a picture a method are written.");

// The least time of a few runs, in seconds: what else the machine does only adds to it.
double Least(Action pass)
{
    var least = double.MaxValue;
    for (var i = 0; i < 10; i++)
    {
        var clock = Stopwatch.StartNew();
        pass();
        least = Math.Min(least, clock.Elapsed.TotalSeconds);
    }
    return least;
}
