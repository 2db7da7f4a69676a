// How do the test digits lie, for this network? Four projections of what its last hidden layer says of them, side by side; then one projection
// of layer after layer, so that one sees the classes come apart. Open the pages: points can be hovered, searched, coloured anew and picked out by a lasso.
//
//     ./glassbox run scripts/digits-map.csx
//
// Makes out/digits-map/methods.html and layers.html, the same maps as pictures beside them, and a sweep over the perplexity with its quality.

const string Out = "out/digits-map";
var model   = Models.Load("digits-cnn");
var digits  = Data.Digits().Test;
var samples = Samples.Of(model, digits);                        // label, prediction, loss and picture of each

var features = model.Features(digits, "fc1");                   // computed once, and kept
var methods = new Atlas(
    Pca(features),
    Tsne(features, perplexity: 30),
    Umap(features, neighbours: 15),
    Mde(features));
methods.Save($"{Out}/methods.png", samples);                    // side by side
methods.Save($"{Out}/methods.svg", samples);
methods.Save($"{Out}/methods.html", samples);                   // one at a time, and the points move

var quality = EmbeddingQuality(features, [.. methods.Maps.Select(m => m.Map)], labels: digits.Labels);
quality.Show();

var layers = new Atlas([.. new[] { "conv1", "conv2", "fc1", "fc2" }.Select(layer => (layer, Tsne(model.Features(digits, layer), perplexity: 30)))]);
layers.Save($"{Out}/layers.html", samples);
layers.Save($"{Out}/layers.png", samples);

var sweep = new Atlas([.. new[] { 5.0, 15, 50, 100 }.Select(perplexity => Tsne(features, perplexity: perplexity))]);
sweep.Save($"{Out}/perplexities.png", samples);                 // what all of them share is in the data
EmbeddingQuality(features, [.. sweep.Maps.Select(m => m.Map)], labels: digits.Labels).Save($"{Out}/perplexities-quality.png");
Console.WriteLine($"{Out}/methods.html, {Out}/layers.html and the pictures beside them are written.");
