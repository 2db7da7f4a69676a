using static TorchSharp.torch;

namespace Glassbox;

/// <summary>For each input, samples of a data set in falling order of their score.</summary>
/// <param name="data">The samples ranked.</param>
/// <param name="indices">The samples' places in the data set: <c>[N, K]</c> of Int64.</param>
/// <param name="scores">Their scores: <c>[N, K]</c>.</param>
public sealed class Ranking(Dataset data, Tensor indices, Tensor scores) : Result
{
    /// <summary>The samples ranked.</summary>
    public Dataset Data { get; } = data;

    /// <summary>The samples' places in the data set: <c>[N, K]</c> of Int64.</summary>
    public Tensor Indices { get; } = indices;

    /// <summary>Their scores: <c>[N, K]</c>.</summary>
    public Tensor Scores { get; } = scores;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor> { ["indices"] = Indices, ["scores"] = Scores };

    /// <inheritdoc/>
    public override Table Table() => RankingTable.Of(this);

    /// <inheritdoc/>
    public override Figure Figure() => TableFigure.Of(Table());
}
