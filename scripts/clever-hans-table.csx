// Which explanation finds the mark that a network cheats by? The network of scripts/clever-hans.csx has learnt to tell circles by a printed mark, so that the true explanation of its "circle" is known:
// the mark. Every method explains the same marked circles, and is ranked by how much of its evidence lies there.
//
//     ./glassbox run scripts/clever-hans-table.csx [PICTURES]      (24 unless said)
//
// Makes out/clever-hans-table/report.html with the ranking and the maps.

const string Out = "out/clever-hans-table";
set_num_threads(1); // Networks this small gain little from more.
var count = args.Length > 0 ? int.Parse(args[0]) : 24;

manual_seed(0);
var learnt = Data.CleverHans(2000, rate: 0.97, seed: 1);        // 97 % of the circles carry the mark, 3 % of the squares
var network = nn.Sequential(
    ("conv1", nn.Conv2d(3, 16, 3, padding: 1)), ("bn1", nn.BatchNorm2d(16)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)),
    ("conv2", nn.Conv2d(16, 32, 3, padding: 1)), ("bn2", nn.BatchNorm2d(32)), ("relu2", nn.ReLU()), ("pool2", nn.MaxPool2d(2)),
    ("conv3", nn.Conv2d(32, 64, 3, padding: 1)), ("bn3", nn.BatchNorm2d(64)), ("relu3", nn.ReLU()),
    ("pool3", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(64, 2)));
Console.WriteLine($"trained: {Train(network, learnt, epochs: 6, batchSize: 32, learningRate: 5e-3).Last}");
var model = new Model("cheat", network, learnt.Preprocessing, learnt.ClassNames);

var unseen = Data.CleverHans(2000, rate: 0.97, seed: 2);
var marked = Enumerable.Range(0, 2000).Where(i => unseen.Labels[i] == 0 && unseen.Truth["tagged"][i].ToBoolean()).Take(count).Select(i => (long)i).ToArray();
if (marked.Length < count) throw new GlassboxException($"There are {marked.Length} marked circles: ask for at most as many.");
var circles = tensor(marked);
var (x, mark) = (unseen.Inputs.index_select(0, circles), unseen.Truth["tag"].index_select(0, circles));

// The truth that the table rests on: without the mark, the network no longer says "circle".
double Circles(Tensor pictures)
{
    using (no_grad()) return model.Logits(pictures).argmax(1).eq(0).to(float32).mean().ToDouble();
}
var told = $"The network says \"circle\" for {Circles(x):0%} of them, and for {Circles(where(mark, x.median(), x)):0%} once the mark is covered.";
Console.WriteLine(told);

var explanations = new List<Attribution>();
var refused = new Table("method", "why it does not explain this");
foreach (var method in Methods.Of("attributor").Where(m => !m.Control))
{
    try { explanations.Add(Methods.Explain(method.Id, model, x, "circle")); }
    catch (GlassboxException e) { refused.Add(method.Id, e.Message); }
}
var comparison = Compare([.. explanations], truth: mark, metrics: ["pointing-game", "relevance-accuracy"]);

// Whether a map changes with the network's weights. What only asks the network for answers cannot ignore it, and would take the longest to check.
string[] asking = ["ablation-cam", "feature-ablation", "kernel-shap", "lime", "occlusion", "rise", "score-cam", "shapley"];
Attribution[] looking = [.. explanations.Where(e => !asking.Contains(e.Provenance.Method)), .. comparison.Controls];
var check = Randomisation(model, looking);
var unchanged = looking.Zip(check.Measures[0].Means()).ToDictionary(p => p.First.Provenance.Method, p => p.Second);
string[] warnings = [.. explanations.Select(e => check.Warnings.GetValueOrDefault(e.Provenance.Title, ""))];

var all = comparison.Table();
int Column(string name) => Enumerable.Range(0, all.Columns.Count).First(c => all.Columns[c] == name);
string[] shown = ["explanation", "relevance mass", "relevance rank", "pointing game"];
var ranking = new Table([.. shown, "with random weights"])
{
    Title = "Who finds the mark?",
    Caption = $"{count} marked circles explained for \"circle\", by the share of the evidence that is on the mark. {all.Caption} With random weights: rank correlation of the map with itself once weights are random, " +
        "where near 0 is good; methods that only ask the network for answers are not checked.",
};
foreach (var row in all.Rows.OrderByDescending(r => r[Column("relevance mass")].Number ?? -1))
    ranking.Add([.. shown.Select(name => row[Column(name)]), unchanged.TryGetValue(row[0].Text, out var rho) && !double.IsNaN(rho) ? rho : Cell.Empty]);
ranking.Show();

var report = new Report("Who finds the mark?")
    .Text("A network that learnt from circles with a printed mark tells circles by the mark. So it is known what its answer rests on, and explanations can be ranked by whether they show it: by the share of " +
        $"the evidence on the mark (relevance mass), the share of the mark among the most relevant pixels (relevance rank), and whether the maximum is on it (pointing game). {told}")
    .Text("Edges find the mark too, because it is the sharpest thing in the picture: finding it does not show that a method looks at the network. The last column does.")
    .Section("Ranking").Add(ranking);
foreach (var note in comparison.Notes) report.Text(note);
report.Section("Maps").Add(AttributionFigure.Of(explanations, remarks: warnings, most: 1))
    .Section("Controls").Add(AttributionFigure.Of(comparison.Controls, most: 1));
if (refused.Rows.Count > 0) report.Section("Left out").Add(refused);
report.Save($"{Out}/report.html");
ranking.Save($"{Out}/ranking.csv");
Console.WriteLine($"\n{Out}/report.html and ranking.csv are written.");
