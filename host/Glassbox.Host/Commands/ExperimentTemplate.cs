namespace Glassbox.Host.Commands;

/// <summary>The script that <c>glassbox new experiment</c> writes.</summary>
internal static class ExperimentTemplate
{
    /// <param name="name">The experiment's name.</param>
    /// <param name="path">The script's path, for the line that says how to run it.</param>
    public static string For(string name, string path) => $$"""
        #!/usr/bin/env -S glassbox run
        // {{name}}: what is the question? Say it here in a sentence.
        //
        //     glassbox run {{path}} [number of a test digit, 0 to 449]
        //
        // Makes out/{{name}}/report.html and a picture of each explanation beside it.

        var number = args.Length > 0 ? long.Parse(args[0]) : 7;
        var model  = Models.Load("digits-cnn");           // shipped; or your own .pth, .safetensors, .pt or .onnx file
        var digits = Data.Digits().Test;                  // or Data.Image("photo.jpg", model), Data.ImageFolder(...), Data.Csv(...)
        var x      = digits[number];

        // Every method is a verb with named options: glassbox plugins list.
        var gradients = IntegratedGradients(model, x);
        var relevance = Lrp(model, x, composite: Composite.EpsilonPlus);
        var parts     = Occlusion(model, x);

        var comparison = Compare(gradients, relevance, parts);
        comparison.Show();                                // the heatmaps and the table, in the terminal

        const string Out = "out/{{name}}";
        foreach (var explanation in comparison.Explanations) explanation.Save($"{Out}/{explanation.Provenance.Method}.png");
        new Report("{{name}}")
            .Text($"A digit of class {x.Label}, explained for the network's answer, {relevance.Target.Description}.")
            .Add(comparison)
            .Save($"{Out}/report.html");
        Console.WriteLine($"{Out}/report.html and the pictures beside it are written.");

        """;
}
