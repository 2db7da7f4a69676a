using Glassbox.Bench;

// Measurements, each by name; all of them without one:  dotnet run --project bench/Glassbox.Bench -- [name ...]
var measurements = new Dictionary<string, Action>
{
    ["operator"] = OperatorCost.Measure,
    ["attribution"] = AttributionCost.Measure,
    ["projections"] = Projections.Measure,
    ["determinism"] = DeterminismCost.Measure,
    ["script-start"] = ScriptStart.Measure,
    ["prompt-start"] = PromptStart.Measure,
    ["loading"] = LoadingCost.Measure,
    ["reference-accuracy"] = ReferenceAccuracy.Measure,
    ["hostile-files"] = HostileFiles.Measure,
};

if (args is ["projection", var method, var points, var columns, var map])
{
    Projections.Single(method, points, int.Parse(columns), map);
    return 0;
}

var unknown = args.Where(name => !measurements.ContainsKey(name)).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no measurement \"{unknown[0]}\". There are: {string.Join(", ", measurements.Keys)}.");
    return 2;
}
foreach (var (name, measure) in measurements)
    if (args.Length == 0 || args.Contains(name))
        measure();
return 0;
