using Glassbox.Files;
using Glassbox.Terminal;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>What a method gives back: a value with its tensors, the check of what it promises, and enough to replay it.</summary>
public abstract class Result
{
    /// <summary>What made it: method, options, target, seed, versions, time. Set by the host; null where a method was called directly.</summary>
    public Provenance? Provenance { get; internal set; }

    /// <summary>The identities that the method promises, with their measured errors.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>What a reader of the result must know, in sentences: the layer that was chosen, an input for which nothing was found.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The tensors by name, as <c>.npz</c> and <c>.safetensors</c> files hold them.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The result as a picture.</summary>
    public abstract Figure Figure();

    /// <summary>The result as a table, where numbers say it better than a picture; null where they do not.</summary>
    public virtual Table? Table() => null;

    /// <summary>Draws the table and the figure to standard output; in colour where the terminal has it and NO_COLOR does not forbid it.</summary>
    public void Show()
    {
        if (Table() is { } table) table.Show();
        // A result without a picture of its own shows its table as one: once is enough.
        var figure = Figure();
        if (figure.Panels is not [TablePanel]) figure.Show();
        var screen = Screen.Current;
        foreach (var note in NotesBeside(figure)) CellGrid.Paragraph(note, screen.Width).Write(Console.Out, screen.Colours);
    }

    /// <summary>The notes that the figure does not carry itself.</summary>
    internal IEnumerable<string> NotesBeside(Figure figure) => Notes.Where(note => !figure.Caption.Contains(note));

    /// <summary>Writes the result, whole or not at all, in the format of the path's extension: <c>.png</c>, <c>.svg</c> (the figure), <c>.html</c> (a page with everything), <c>.npz</c>, <c>.safetensors</c> (the tensors), <c>.csv</c> (the table).</summary>
    /// <param name="path">The file; folders that lack are made.</param>
    /// <exception cref="GlassboxException">The extension is none of these, the result has nothing for it, or the file cannot be written.</exception>
    public virtual void Save(string path) => ResultFile.Write(this, path);
}
