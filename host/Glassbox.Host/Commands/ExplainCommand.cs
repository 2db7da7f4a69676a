using System.CommandLine;
using Glassbox.Host.Plugins;
using Glassbox.Host.Records;
using Glassbox.Host.Terminal;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox explain FILE --model NAME --weights FILE --method ID [the method's own options] --out DIR</c></summary>
internal static class ExplainCommand
{
    private const string Name = "explain";
    private const string Method = "--method";

    /// <param name="arguments">The command line: the method it names decides which flags the command has.</param>
    /// <param name="interrupt">Stops the method.</param>
    /// <param name="replay">The replay that a run is; null for a run of its own.</param>
    public static Command Create(string[] arguments, Interrupt interrupt, Replay? replay)
    {
        var input = new Argument<string>("FILE") { Description = "A picture (.png, .jpg), or a table (.csv) whose rows are inputs." };
        var model = new Option<string>("--model") { Description = "The network: a name (`glassbox models` lists them), or a file: .onnx, TorchScript's .pt, or a checkpoint of a network by name.", Required = true, HelpName = "name" };
        var weights = new Option<string>("--weights") { Description = "The checkpoint of a network by name: .pth, .pt, .th or .safetensors.", HelpName = "file" };
        var classNames = new Option<string>("--class-names") { Description = "A text file with the classes' names, one a line.", HelpName = "file" };
        var picturesAs = new Option<string>("--pictures-as") { Description = "Prepare the picture as for this network, where the model's file does not say how: resnet50, resnet20.", HelpName = "name" };
        var target = new Option<string>("--target") { Description = "The class to explain, by name or index; the predicted class unless said.", HelpName = "class" };
        var row = new Option<long>("--row") { Description = "Of a table, which row, from 0.", HelpName = "number" };
        var ignore = new Option<string[]>("--ignore") { Description = "Of a table, a column that is no input, such as the class; may be said again.", HelpName = "column" };
        var method = new Option<string>(Method) { Description = "The method; `glassbox plugins list` lists them. Its own options are options here.", Required = true, HelpName = "id" };
        var output = new Option<string>("--out") { Description = "The folder for heatmap.png, report.html and attribution.npz.", Required = true, HelpName = "folder" };
        var unrecorded = new Option<bool>("--no-record") { Description = "Leave no record for \"glassbox runs\"." };
        var command = new HostCommand(
            Name, "Explain a network's answer to one input.",
            "glassbox explain dog.jpg --model squeezenet1_1 --weights squeezenet1_1.safetensors --method lrp --composite epsilon-plus --out out/dog",
            "glassbox explain --method lime --help")
        { input, model, weights, classNames, picturesAs, target, row, ignore, method, output, unrecorded };

        var flags = NamedMethod(arguments) is { } id ? new MethodFlags(new PluginCatalogue(PluginFolders.Default()).Method(id), command) : null;
        command.SetAction(async (parsed, _) =>
        {
            using var services = HostServices.Build(Settings.From(parsed), interrupt);
            var described = services.GetRequiredService<PluginCatalogue>().Method(parsed.GetRequiredValue(method));
            if (!CanExplain(described))
                throw new GlassboxException($"{described.Id} is a {described.Kind.Id}, which takes {string.Join(" and ", described.Kind.Operands.Select(o => o.Name))}: call {described.VerbName} from a script.");
            var runs = services.GetRequiredService<Runs>();
            runs.ServeVerbs();
            var explanation = new Explanation(
                runs,
                new InputSource(parsed.GetRequiredValue(input), parsed.GetValue(row), parsed.GetValue(ignore) ?? []),
                new ModelSource(parsed.GetRequiredValue(model), parsed.GetValue(weights), parsed.GetValue(classNames), parsed.GetValue(picturesAs)), parsed.GetValue(target));
            Task Work()
            {
                explanation.Write(described, flags!.Given(parsed), parsed.GetRequiredValue(output), parsed.InvocationConfiguration.Output);
                return Task.CompletedTask;
            }
            var subject = new RunSubject(Name, GlobalOptions.Without([.. arguments.Where((a, i) => i != Array.IndexOf(arguments, Name))]), [], []);
            await (parsed.GetValue(unrecorded)
                ? Work()
                : Recording.During(subject, services.GetRequiredService<Settings>(), services.GetRequiredService<PluginCatalogue>(), runs, interrupt, replay, Work));
            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>Whether a method is given what the command can give: a model, one input, and perhaps a target.</summary>
    public static bool CanExplain(MethodDescription method) =>
        method.Kind.Operands.All(o => o.Type == typeof(Model) || o.Type == typeof(Tensor) || o.Type == typeof(Target)) && method.Kind.Operands.Any(o => o.Type == typeof(Model));

    private static string? NamedMethod(string[] arguments)
    {
        if (!arguments.Contains(Name)) return null;
        var index = Array.FindIndex(arguments, a => a == Method || a.StartsWith(Method + "=", StringComparison.Ordinal));
        return index < 0 ? null : arguments[index] != Method ? arguments[index][(Method.Length + 1)..] : arguments.ElementAtOrDefault(index + 1);
    }
}
