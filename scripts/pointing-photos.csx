// Does an explanation point at the thing? Photos with boxes drawn around their objects, explained for each object's class: how often is the maximum in a box?
// (The pointing game, Zhang et al. 2016, without tolerance; boxes drawn on photos of other sizes are scaled to the network's input.)
//
//     ./glassbox run scripts/pointing-photos.csx PHOTOS.json WEIGHTS [METHOD ...]      (grad-cam unless said)
//
// Makes out/pointing-photos/report.html with the table and the maps.
//
// PHOTOS.json lies beside the photos: { "photos": [ { "file", "width", "height", "objects": [ { "name", "ids", "boxes": [[xmin, ymin, xmax, ymax]] } ] } ] }. Of several ids the likeliest is explained.

using System.Text.Json;

const string Out = "out/pointing-photos";
if (args.Length < 2) throw new GlassboxException("Name the list of boxes and a weights file: ./glassbox run scripts/pointing-photos.csx photos/photos.json squeezenet1_1.safetensors");
var model = Models.Load(args[1]);
string[] methods = args.Length > 2 ? args[2..] : ["grad-cam"];
var folder = Path.GetDirectoryName(Path.GetFullPath(args[0]));

var (inputs, masks, classes, names) = (new List<Tensor>(), new List<Tensor>(), new List<long>(), new List<string>());
foreach (var photo in JsonDocument.Parse(File.ReadAllText(args[0])).RootElement.GetProperty("photos").EnumerateArray())
{
    var file = photo.GetProperty("file").GetString();
    var pixels = Picture.ToChannels(Picture.Read(Path.Combine(folder, file)), 3);
    var x = model.Preprocessing.Normalize(Picture.Resize(pixels, 224, 224).unsqueeze(0).to(float32) / 255);
    Tensor logits;
    using (no_grad()) logits = model.Logits(x)[0];
    foreach (var thing in photo.GetProperty("objects").EnumerateArray())
    {
        var ids = thing.GetProperty("ids").EnumerateArray().Select(i => i.GetInt64()).ToArray();
        var boxes = thing.GetProperty("boxes").EnumerateArray().Select(b => b.EnumerateArray().Select(v => v.GetDouble()).ToArray()).ToArray();
        inputs.Add(x);
        masks.Add(GroundTruth.Boxes(x, photo.GetProperty("width").GetDouble(), photo.GetProperty("height").GetDouble(), boxes));
        classes.Add(ids.MaxBy(i => logits[i].ToDouble()));
        names.Add($"{file}: {thing.GetProperty("name").GetString()}");
    }
}
var (batch, truth, target) = (cat(inputs.ToArray(), 0), cat(masks.ToArray(), 0), Target.Classes(classes.ToArray()));
Attribution[] explanations = [.. methods.Select(m => Methods.Explain(m, model, batch, target))];
var game = PointingGame(model, explanations, truth: truth, tolerance: 0);
var hits = game.Values["hits"];

var table = new Table(["object", "explained", .. methods]) { Title = "The maximum is in a box", Caption = string.Join("; ", methods.Select((m, i) => $"{m}: {hits[i].sum().ToDouble():0.#} of {names.Count}")) + $". {game.Table().Caption}" };
for (var n = 0; n < names.Count; n++) table.Add([names[n], model.ClassName(classes[n]).Split(", ")[0], .. methods.Select((_, i) => (Cell)(hits[i, n].ToDouble() > 0.5))]);
table.Show();
new Report("Does it point at the thing?").Add(table).Section("Maps").Add(AttributionFigure.Of(explanations, most: names.Count)).Save($"{Out}/report.html");
Console.WriteLine($"{Out}/report.html is written.");
