// Trains the small network for handwritten digits that Glassbox ships, in under a minute on a laptop's processor.
// The digits are UCI's "Optical Recognition of Handwritten Digits" (E. Alpaydin and C. Kaynak, CC BY 4.0): 1,797 of 8 x 8 pixels.
//
//     ./glassbox run scripts/train-digits.csx [file]
//
// Makes the file, a checkpoint that Models.Load reads (out/digits-cnn.safetensors unless said), and prints its accuracy on digits that it has not seen.

set_num_threads(1); // A network this small gains nothing from more.

var path = args.Length > 0 ? args[0] : "out/digits-cnn.safetensors";
var digits = Data.Digits();
var network = Models.New("digits-cnn", seed: 1);

var log = Train(network, digits.Train, epochs: 30, batchSize: 32, learningRate: 2e-3, optimizer: Optimizer.AdamW, weightDecay: 1e-2,
    augment: Augment.Shift(1), validation: digits.Test, checkpoint: path);

Console.WriteLine($"{digits.Test.Count} digits that it has not seen: {log.Last.Validation:0.0%} right. Written to {path}.");
