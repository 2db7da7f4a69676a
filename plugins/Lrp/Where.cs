using System.Globalization;
using System.Text.RegularExpressions;

namespace Glassbox.Plugins;

/// <summary>
/// Which operators a rule is for, in words that must all hold: <c>first</c>, <c>last</c>, <c>conv</c>, <c>linear</c>, <c>depth 2-5</c> (layers with weights, counted from the
/// input, from 1), an operator (<c>softmax</c>, <c>avg_pool2d</c>), or a module path in which <c>*</c> stands for any text and <c>?</c> for one letter. Without an operator
/// among the words it is layers with weights.
/// </summary>
internal sealed class Where
{
    private static readonly string[] Words = ["first", "last", "conv", "linear"];
    private readonly List<Func<Node, LinearOperator?, bool>> conditions = [];

    private Where(string text) => Text = text;

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether an operator is named, so that the rule is not for layers with weights alone.</summary>
    public bool NamesOperator { get; private set; }

    /// <summary>Reads the words.</summary>
    /// <exception cref="GlassboxException">They hold for no operator of the graph, or the depth is no range.</exception>
    public static Where Parse(string text, Graph graph)
    {
        var layers = graph.Nodes.Where(n => LinearOperator.Of(n) is not null).ToList();
        var kinds = graph.Nodes.Where(n => n.IsActive).Select(n => n.Kind).ToHashSet();
        var (where, words) = (new Where(text), new Queue<string>(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        while (words.TryDequeue(out var word))
            where.conditions.Add(word switch
            {
                "first" => (n, _) => n == layers.FirstOrDefault(),
                "last" => (n, _) => n == layers.LastOrDefault(),
                "conv" => (_, layer) => layer is { IsConvolution: true },
                "linear" or "dense" => (_, layer) => layer is { IsConvolution: false },
                "depth" => Depth(words.TryDequeue(out var range) ? range : "", text, layers),
                _ when kinds.Contains(word) => where.Operator(word),
                _ => Path(word),
            });
        if (!graph.Nodes.Any(n => n.IsActive && where.Holds(n, LinearOperator.Of(n))))
            throw new GlassboxException($"No layer with weights matches \"{text}\"." + Nearest.Hint(text, [.. Words.Except([text]), .. kinds, .. layers.Select(n => n.Path)]));
        return where;
    }

    /// <summary>Whether it is for this operator.</summary>
    public bool Holds(Node node, LinearOperator? layer) => (NamesOperator || layer is not null) && conditions.All(c => c(node, layer));

    private Func<Node, LinearOperator?, bool> Operator(string kind)
    {
        NamesOperator = true;
        return (n, _) => n.Kind == kind;
    }

    private static Func<Node, LinearOperator?, bool> Path(string pattern)
    {
        var path = new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".") + "$");
        return (n, _) => path.IsMatch(n.Path);
    }

    private static Func<Node, LinearOperator?, bool> Depth(string range, string text, List<Node> layers)
    {
        var ends = range.Split('-');
        var (least, most) = (Number(ends[0], 1), Number(ends[^1], layers.Count));
        return ends.Length <= 2 && range.Any(char.IsDigit) && least is { } from && most is { } to
            ? (n, _) => layers.IndexOf(n) + 1 >= from && layers.IndexOf(n) + 1 <= to
            : throw new GlassboxException($"\"{text}\" names no depth: write \"depth 3\", \"depth 2-5\" or \"depth 4-\" of the {layers.Count} layers with weights.");

        static int? Number(string text, int otherwise) =>
            text.Length == 0 ? otherwise : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
