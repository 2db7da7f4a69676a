// Why does the network see this digit? Three methods answer, a table says how good the answers are and how far they agree,
// and a map shows all test digits as the network's last hidden layer sees them.
//
//     ./glassbox run scripts/quickstart.csx [number of a test digit, 0 to 449]
//
// Makes out/quickstart/report.html, the heatmaps and the map as pictures beside it, and map.html, in which points can be hovered and picked.

var model  = Models.Load("digits-cnn");                 // shipped; or a .pth, .safetensors, .pt or .onnx file of yours
var digits = Data.Digits().Test;
var x      = digits[args.Length > 0 ? long.Parse(args[0]) : 7];

var lrp  = Lrp(model, x, composite: Composite.EpsilonPlus, epsilon: 1e-6);
var lime = Lime(model, x, samples: 1_000);
var cam  = GradCam(model, x, layer: "conv2");

var comparison = Compare(lrp, lime, cam);
comparison.Show();                                      // the heatmaps and the table, in the terminal

var map = Tsne(model.Features(digits, "fc1"), perplexity: 30);

const string Out = "out/quickstart";
foreach (var explanation in comparison.Explanations) explanation.Save($"{Out}/{explanation.Provenance.Method}.png");
comparison.Save($"{Out}/comparison.png");
map.Save($"{Out}/map.png", colour: digits.Labels);
map.Save($"{Out}/map.html", colour: digits.Labels);     // points can be hovered and picked

new Report("Why does the network see this digit?")
    .Text($"A test digit of class {x.Label}, explained for the network's answer, {lrp.Target.Description}.")
    .Section("Side by side").Add(comparison)
    .Section("Each by itself").Add(lrp).Add(lime).Add(cam)
    .Section("All test digits").Add(map, digits.Labels)
    .Save($"{Out}/report.html");
Console.WriteLine($"{Out}/report.html and the pictures beside it are written.");
