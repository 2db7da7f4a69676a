// What does an ImageNet network see in a photo, and where? The answer, and three maps of what it rests on.
//
//     ./glassbox run scripts/photo.csx PHOTO WEIGHTS
//
// PHOTO is a .jpg or .png; WEIGHTS a checkpoint of torchvision's (squeezenet1_1, resnet50, vgg16, ...), with imagenet_classes.txt beside it.
// Makes out/PHOTO/report.html, the comparison and each map as a picture beside it; the three likeliest classes and the table go to the terminal.

if (args.Length != 2) throw new GlassboxException("Name a photo and a weights file: ./glassbox run scripts/photo.csx dog.jpg squeezenet1_1.safetensors");
var model = Models.Load(args[1]);                       // the names and shapes in the file say which network it is
var photo = Data.Image(args[0], model);

Tensor probabilities;
using (no_grad()) probabilities = model.Logits(photo).softmax(1)[0];
var (likeliest, classes) = probabilities.topk(3);
Console.WriteLine($"{args[0]} shows, says {model.Name}:");
for (var i = 0; i < 3; i++) Console.WriteLine($"  {likeliest[i].ToDouble(),6:P1}  {model.ClassName(classes[i].ToInt64())}");

var lrp  = Lrp(model, photo, composite: Composite.EpsilonPlusFlat);
var cam  = GradCam(model, photo);
var lime = Lime(model, photo, samples: 500);

var comparison = Compare(lrp, cam, lime);
comparison.Show();

var folder = $"out/{Path.GetFileNameWithoutExtension(args[0])}";
foreach (var explanation in comparison.Explanations) explanation.Save($"{folder}/{explanation.Provenance.Method}.png");
comparison.Save($"{folder}/comparison.png");
new Report(Path.GetFileName(args[0])).Add(comparison).Save($"{folder}/report.html");
Console.WriteLine($"{folder}/report.html and the pictures beside it are written.");
