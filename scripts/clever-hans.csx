// A network that cheats, caught. Circles and squares are hard to tell apart here, but most circles carry a printed mark in a corner:
// a network that learns from such pictures looks at the mark. Accuracy on pictures of the same kind does not show it; explanations do.
// (Lapuschkin et al. 2019, "Unmasking Clever Hans predictors", found this in the horses of PASCAL VOC 2007.)
//
//     ./glassbox run scripts/clever-hans.csx
//
// Makes three networks in about a minute, a table of what share of their evidence is on the mark, and out/clever-hans/report.html with the maps as pictures
// beside it.

const string Out = "out/clever-hans";
set_num_threads(1); // Networks this small gain little from more.

Model[] models =
[
    Trained("cheat", Data.CleverHans(2000, rate: 0.97, seed: 1)),        // 97 % of the circles carry the mark, 3 % of the squares
    Trained("unmarked", Data.CleverHans(2000, seed: 1, tags: false)),    // the same pictures without marks
    Trained("even", Data.CleverHans(2000, rate: 0.5, seed: 1)),          // as many marks on squares as on circles: they tell nothing
];

var learnt = Data.CleverHans(1000, rate: 0.97, seed: 2);
(string Kind, SyntheticDataset Data)[] unseen = [("marks on circles", learnt), ("no marks", Data.CleverHans(1000, seed: 2, tags: false)), ("marks on squares", Data.CleverHans(1000, rate: 0.03, seed: 2))];
Console.WriteLine($"\n{"accuracy on unseen",-20}" + string.Concat(unseen.Select(u => $"{u.Kind,18}")));
foreach (var model in models) Console.WriteLine($"{model.Name,-20}" + string.Concat(unseen.Select(u => $"{Accuracy(model, u.Data),18:0.0%}")));

// Eight circles with the mark: what do the networks look at when they are asked about "circle"?
var circles = tensor(Enumerable.Range(0, 1000).Where(i => learnt.Labels[i] == 0 && learnt.Truth["tagged"][i].ToBoolean()).Take(8).Select(i => (long)i).ToArray());
var x    = learnt.Inputs.index_select(0, circles);
var mark = learnt.Truth["tag"].index_select(0, circles).squeeze(1);

Console.WriteLine($"\nShare of the evidence for \"circle\" that is on the mark, which takes {mark[0].to(float32).mean().ToDouble():0%} of the picture:");
var report = new Report("A network that cheats")
    .Text("Marked circles, explained for a network that learnt from marked circles, for one that never saw a mark, and for one that saw as many marks on squares.");
foreach (var model in models)
{
    Attribution[] explanations =
    [
        Lrp(model, x, target: "circle", composite: Composite.EpsilonPlus),
        GradCam(model, x, target: "circle", layer: "relu3"),
        Lime(model, x, target: "circle", samples: 400),
    ];
    Console.WriteLine($"{model.Name,-20}" + string.Concat(explanations.Select(e => $"{e.Provenance.Method,12} {OnMark(e),4:0%}")));
    report.Section($"The network \"{model.Name}\"");
    foreach (var explanation in explanations)
    {
        report.Text($"{OnMark(explanation):0%} of the evidence is on the mark.").Add(explanation);
        explanation.Save($"{Out}/{model.Name}-{explanation.Provenance.Method}.png");
    }
}
report.Save($"{Out}/report.html");
Console.WriteLine($"\n{Out}/report.html and the pictures beside it are written.");

Model Trained(string name, SyntheticDataset data)
{
    manual_seed(0);
    var network = nn.Sequential(
        ("conv1", nn.Conv2d(3, 16, 3, padding: 1)), ("bn1", nn.BatchNorm2d(16)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(16, 32, 3, padding: 1)), ("bn2", nn.BatchNorm2d(32)), ("relu2", nn.ReLU()), ("pool2", nn.MaxPool2d(2)),
        ("conv3", nn.Conv2d(32, 64, 3, padding: 1)), ("bn3", nn.BatchNorm2d(64)), ("relu3", nn.ReLU()),
        ("pool3", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(64, 2)));
    var log = Train(network, data, epochs: 12, batchSize: 32, learningRate: 5e-3);
    Console.WriteLine($"{name}: {log.Last}");
    return new Model(name, network, data.Preprocessing, data.ClassNames);
}

// What speaks against the class is left out.
double OnMark(Attribution explanation)
{
    var evidence = explanation.Map.clamp(min: 0);
    return ((evidence * mark).sum([1, 2]) / evidence.sum([1, 2])).nan_to_num().mean().ToDouble();
}
