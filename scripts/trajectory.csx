// How does the function move while a network learns? Three seeds with two learning rates each: a point is all that the network says of 200 fixed digits
// after some steps, a line is a run. Weights of different runs cannot be compared, answers can (Erhan et al. 2010, figure 8).
//
//     ./glassbox run scripts/trajectory.csx
//
// Makes six networks in about a minute, out/trajectory/trajectory.html and the maps as pictures beside it.

const string Out = "out/trajectory";
var digits = Data.Digits();
set_num_threads(1);                                             // A network this small gains nothing from more.
var trajectory = new Trajectory(digits.Test, samples: 200);

foreach (var seed in new[] { 1, 2, 3 })
    foreach (var rate in new[] { 3e-3, 3e-4 })
    {
        var network = Models.New("digits-cnn", seed: seed);     // the same seed starts at the same function
        var log = Train(network, digits.Train, epochs: 12, batchSize: 32, learningRate: rate, schedule: Schedule.Constant, seed: seed, validation: digits.Test,
            watch: trajectory.Run($"seed {seed}, rate {rate}"));
        Console.WriteLine($"seed {seed}, learning rate {rate}: {log.Last}");
    }

var maps = trajectory.Map(points => Pca(points), points => Tsne(points, perplexity: 20), points => Umap(points), points => Mde(points, keep: MdeKeep.Distances));
maps.Save($"{Out}/trajectory.html");
maps.Save($"{Out}/trajectory.png");
maps.Maps[0].Map.Save($"{Out}/principal-components.svg", maps.Samples);
Console.WriteLine($"{Out}/trajectory.html and the pictures beside it are written.");
