using System.Diagnostics;
using Glassbox.Files;
using Glassbox.Host.Commands;
using Glassbox.Host.Plugins;
using Glassbox.Host.Terminal;

namespace Glassbox.Host.Prompt;

/// <summary>What a command's argument names, for completion.</summary>
internal enum ArgumentKind { None, Command, Kind, Method, File, Device, Code }

/// <summary>A command of the prompt.</summary>
/// <param name="Name">With its colon: <c>:show</c>.</param>
/// <param name="Argument">What follows it, as help shows it: <c>ID</c>, <c>[KIND]</c>; empty for nothing.</param>
/// <param name="Takes">What that names.</param>
/// <param name="Documentation">What it does.</param>
/// <param name="Example">A line that a user could type.</param>
/// <param name="Do">Does it, with what followed the name.</param>
internal sealed record PromptCommand(string Name, string Argument, ArgumentKind Takes, string Documentation, string Example, Action<string> Do);

/// <summary>The commands of the prompt: what begins with a colon.</summary>
internal sealed class PromptCommands
{
    private readonly Workbench workbench;
    private readonly Dictionary<string, string> saved = [];

    public PromptCommands(Workbench workbench)
    {
        this.workbench = workbench;
        All =
        [
            new(":help", "[COMMAND]", ArgumentKind.Command, "What can be typed here.", ":help :save", Help),
            new(":methods", "[KIND]", ArgumentKind.Kind, "The methods, all or those of one kind.", ":methods attributor", Methods),
            new(":show", "ID", ArgumentKind.Method, "A method: what it answers, its options, an example.", ":show lrp", id => PluginsCommand.Show(Method(Needed(":show", id)), Console.Out)),
            new(":models", "", ArgumentKind.None, "The networks that Models.Load takes.", ":models", _ => ShowModels()),
            new(":vars", "", ArgumentKind.None, "The session's variables.", ":vars", _ => Variables()),
            new(":save", "FILE", ArgumentKind.File, "Write what was typed as a script.", ":save session.csx", file => Save(Needed(":save", file), overwrites: false)),
            new(":save!", "FILE", ArgumentKind.File, "The same over a file that is there.", ":save! session.csx", file => Save(Needed(":save!", file), overwrites: true)),
            new(":load", "FILE", ArgumentKind.File, "Run a script; what it declares stays.", ":load scripts/quickstart.csx", file => Load(Needed(":load", file))),
            new(":reload", "", ArgumentKind.None, "Take up plugins that came, changed or went.", ":reload", _ => Reload()),
            new(":reset", "", ArgumentKind.None, "Forget everything that was typed.", ":reset", _ => workbench.Reset()),
            new(":time", "CODE", ArgumentKind.Code, "Run code and say how long it took.", ":time Lime(model, x)", code => Time(Needed(":time", code))),
            new(":device", "[NAME]", ArgumentKind.Device, "Where networks are loaded to from here on; without a name, where that is now.", ":device cuda", Device),
            new(":quit", "", ArgumentKind.None, "Leave; so does Ctrl-D.", ":quit", _ => { }),
        ];
    }

    /// <summary>The commands in the order of help.</summary>
    public IReadOnlyList<PromptCommand> All { get; }

    /// <summary>Whether a text is a command rather than C#.</summary>
    public static bool IsCommand(string text) => text.TrimStart().StartsWith(':');

    /// <summary>Whether a text ends the session, also in the words of other prompts.</summary>
    public static bool IsQuit(string text) => text.Trim().TrimEnd(';') is ":quit" or ":q" or ":exit" or "exit" or "exit()" or "quit" or "quit()";

    /// <summary>What a text asks for; null where it is C#.</summary>
    /// <exception cref="CommandMistakeException">There is no such command; the message names the nearest.</exception>
    public Action? Find(string text)
    {
        if (text.Trim() is "help" or "help()" or "?") text = ":help";
        if (!IsCommand(text)) return null;
        var (name, argument) = text.Trim().Split((char[]?)null, 2, StringSplitOptions.TrimEntries) is [var first, var rest] ? (first, rest) : (text.Trim(), "");
        var command = All.FirstOrDefault(c => c.Name == name)
            ?? (All.Where(c => c.Name.StartsWith(name, StringComparison.Ordinal)).ToArray() is [var only] ? only : null)
            ?? throw new CommandMistakeException($"There is no command \"{name}\".{Nearest.Hint(name, [.. All.Select(c => c.Name)])}");
        if (command.Argument == "" && argument != "") throw new CommandMistakeException($"{command.Name} takes nothing; it was given \"{argument}\".");
        return () => command.Do(argument);
    }

    private void Help(string name)
    {
        if (name != "")
        {
            var command = All.FirstOrDefault(c => c.Name == ":" + name.TrimStart(':'));
            if (command is null)
            {
                // ":help lrp" means the method.
                PluginsCommand.Show(Method(name), Console.Out);
                return;
            }
            Console.WriteLine($"{command.Name} {command.Argument}".TrimEnd() + $"\n{command.Documentation}\nExample: {command.Example}");
            return;
        }
        Paragraphs.Write(Console.Out, """
            C#, in which each method is a function with named options: an expression shows its value, and needs no semicolon.

                var model  = Models.Load("digits-cnn")
                var digits = Data.Digits().Test
                var x      = digits[7]
                Lrp(model, x)
                Compare(Lrp(model, x), Saliency(model, x))

            """, Console.IsOutputRedirected);
        Columns.Write(Console.Out, [.. All.Select(c => new[] { $"{c.Name} {c.Argument}".TrimEnd(), c.Documentation })]);
        Console.WriteLine();
        Columns.Write(Console.Out,
        [
            ["Tab", "complete: names, options, layers and classes inside strings, files"],
            ["Ctrl-R", "search what was typed before"],
            ["Alt-Enter", "a new line; Enter runs what is complete"],
            ["Ctrl-C", "stop what runs, or clear the line; Ctrl-D leaves"],
        ]);
    }

    /// <summary>A method by its id, or by its verb as it is typed here.</summary>
    private MethodDescription Method(string name) =>
        workbench.Plugins.Methods.FirstOrDefault(m => m.VerbName.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? workbench.Plugins.Method(name);

    private void Methods(string kind)
    {
        var methods = workbench.Plugins.Methods;
        var kinds = methods.Select(m => m.Kind).DistinctBy(k => k.Id).OrderBy(k => k.Id, StringComparer.Ordinal).ToArray();
        if (kind != "" && kinds.All(k => k.Id != kind)) throw new CommandMistakeException($"There are no methods of kind \"{kind}\".{Nearest.Hint(kind, [.. kinds.Select(k => k.Id)])}");
        var first = true;
        foreach (var some in kinds.Where(k => kind == "" || k.Id == kind))
        {
            if (!first) Console.WriteLine();
            first = false;
            Console.WriteLine($"{some.Id}: {some.Question}");
            Columns.Write(Console.Out, [.. methods.Where(m => m.Kind.Id == some.Id).Select(m => new[] { m.VerbName, m.Id, m.Title })], "  ");
        }
    }

    private static void ShowModels()
    {
        Columns.Write(Console.Out, [.. Models.Names.Select(name => new[] { name, Models.IsShipped(name) ? "shipped with its weights" : "" })]);
        Console.WriteLine("""

            Models.Load("digits-cnn"), Models.Load("resnet50", weights: "resnet50.pth"), Models.Load("network.onnx")
            """);
    }

    private void Variables()
    {
        var variables = workbench.Session.Variables;
        if (variables.Count == 0) Console.WriteLine("There are no variables yet.");
        else Columns.Write(Console.Out, [.. variables.Select(v => new[] { v.Name, TypeName.Of(v.Type), ValueView.Line(v.Value).Split('\n')[0] })]);
    }

    private void Save(string file, bool overwrites)
    {
        var script = SavedScript.Of(workbench.Session.Submissions);
        if (script == "") throw new CommandMistakeException("Nothing was typed yet that could be saved.");
        if (Path.GetExtension(file) == "") file += ".csx";
        // What the session itself wrote there, it may write anew.
        if (!overwrites && File.Exists(file) && File.ReadAllText(file) != saved.GetValueOrDefault(Path.GetFullPath(file)))
            throw new CommandMistakeException($"{file} is there already: give another name, or overwrite it by :save! {file}");
        OutputFile.Write(file, script);
        saved[Path.GetFullPath(file)] = script;
        Console.WriteLine($"{file}: run it with glassbox run {file}");
    }

    private void Load(string file)
    {
        var path = Path.GetFullPath(file.Trim('"'));
        if (!File.Exists(path))
        {
            var folder = Path.GetDirectoryName(path)!;
            string[] others = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.csx").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];
            throw new CommandMistakeException($"There is no script \"{file}\".{Nearest.Hint(Path.GetFileName(path), others)}");
        }
        var text = File.ReadAllText(path);
        try { workbench.Evaluate(text, path); }
        catch (Exception exception) { throw new LoadedScriptException(text, path, exception); }
    }

    private void Reload()
    {
        var changed = workbench.Reload();
        foreach (var reason in workbench.Unusable) Console.Error.WriteLine(reason);
        Console.WriteLine($"{workbench.Plugins.Methods.Count} methods{(changed ? "; their verbs or options have changed" : "")}");
    }

    private void Time(string code)
    {
        var clock = Stopwatch.StartNew();
        workbench.Evaluate(Completeness.Finished(code) ?? code, Path.Combine(Environment.CurrentDirectory, "prompt"));
        Console.WriteLine(FormattableString.Invariant($"{clock.Elapsed.TotalSeconds:0.000} s"));
    }

    private void Device(string name)
    {
        if (name != "") workbench.Use(HostServices.Existing(name));
        Console.WriteLine($"networks are loaded to {workbench.Runs.Device}{(name == "" ? "" : "; those loaded before stay where they are")}");
    }

    private static string Needed(string command, string argument) =>
        argument != "" ? argument : throw new CommandMistakeException($"{command} needs to be told what: see :help {command}");
}

/// <summary>A script that was loaded at the prompt failed.</summary>
/// <param name="text">The script.</param>
/// <param name="path">Its full path.</param>
/// <param name="cause">What went wrong.</param>
internal sealed class LoadedScriptException(string text, string path, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>The script.</summary>
    public string Text { get; } = text;

    /// <summary>Its full path.</summary>
    public string Path { get; } = path;
}
