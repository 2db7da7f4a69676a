using System.Security.Cryptography;
using System.Text.Json;
using Glassbox.Host.Tests.Commands;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Records;

/// <summary>Records of runs as a user meets them.</summary>
public sealed class RunsTests : IDisposable
{
    private readonly HostProcess host = new();
    private readonly PluginFixture plugins = new();

    public RunsTests()
    {
        plugins.Echo("Mirror", quality: "7");
        host.PluginFolder = plugins.Folder;
    }

    public void Dispose()
    {
        host.Dispose();
        plugins.Dispose();
    }

    private Answer Good(params string[] arguments)
    {
        var answer = host.Run(arguments);
        answer.Code.ShouldBe(0, answer.Error);
        return answer;
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private string At(string name) => Path.Combine(host.Root, name);

    [Fact]
    public void A_run_leaves_a_record_of_all_it_was_made_of_beside_its_results_and_in_the_list()
    {
        host.Write("table.csv", "a,b\n1,2\n3,4\n");
        host.Write("lib.csx", "string Name => \"made\";");
        host.Write("a.csx", """
            #load "lib.csx"
            var points = Data.Csv("table.csv").Batches(2).First().Inputs;
            foreach (var _ in args) Mirror(points, count: 4).Save($"out/{Name}.npz");
            File.WriteAllText(Output("out/by-hand.txt"), "by hand");
            """);
        Good("run", "--seed", "5", "a.csx", "one", "two words");

        using var record = JsonDocument.Parse(File.ReadAllText(At("out/a.run.json")));
        var root = record.RootElement;
        root.GetProperty("arguments").EnumerateArray().Select(a => a.GetString()).ShouldBe(["one", "two words"]);
        (root.GetProperty("seed").GetInt64(), root.GetProperty("exit").GetInt32(), root.GetProperty("device").GetString()).ShouldBe((5, 0, "cpu"));
        root.GetProperty("sources").EnumerateArray().Select(s => (s.GetProperty("path").GetString(), s.GetProperty("sha256").GetString(), s.GetProperty("text").GetString()))
            .ShouldBe(new[] { "a.csx", "lib.csx" }.Select(n => ((string?)At(n), (string?)Sha256(At(n)), (string?)File.ReadAllText(At(n)))));
        Files(root, "inputs").ShouldBe([(At("table.csv"), Sha256(At("table.csv")))]);
        Files(root, "artefacts").ShouldBe([(At("out/made.npz"), Sha256(At("out/made.npz"))), (At("out/by-hand.txt"), Sha256(At("out/by-hand.txt")))]);
        var calls = root.GetProperty("calls").EnumerateArray().ShouldHaveSingleItem();
        (calls.GetProperty("method").GetString(), calls.GetProperty("options").GetProperty("count").GetString(), calls.GetProperty("results").GetArrayLength()).ShouldBe(("mirror", "4", 2));
        root.GetProperty("plugins").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Mirror");

        Good("runs", "list").Output.ShouldContain("a.csx one two words");
        Good("runs", "show", "out/made.npz").Output.ShouldContain("mirror  2 times");
        Good("runs", "show", "last", "--script").Output.ShouldBe(File.ReadAllText(At("a.csx")));
    }

    [Fact]
    public void A_replay_gives_the_same_bits_and_leaves_the_old_files_alone()
    {
        // The page shows how long the method took: even that is the same.
        host.Write("a.csx", "await Task.Delay(Random.Shared.Next(20)); Mirror(torch.ones(2, 2)).Save(\"out/a.html\"); Mirror(torch.zeros(3, 2), count: 5).Save(\"out/b.npz\");");
        Good("run", "a.csx");
        File.WriteAllText(At("out/b.npz"), "overwritten since");
        File.Delete(At("out/a.html"));
        var replay = Good("runs", "replay", "last");
        replay.Output.ShouldBe("same bits   out/a.html\nsame bits   out/b.npz\nThe same bits: 2 files, 2 results of methods.\n");
        File.ReadAllText(At("out/b.npz")).ShouldBe("overwritten since");
        File.Exists(At("out/a.html")).ShouldBeFalse();
        Good("runs", "list").Output.Split('\n').Length.ShouldBe(3, "a replay is no run of its own");
    }

    [Fact]
    public void A_training_that_is_replayed_gives_the_same_weights_and_nothing_is_left_of_it()
    {
        host.Write("a.csx", """
            set_num_threads(1);
            var path = "out/net.safetensors";
            Train(Models.New("digits-cnn", seed: 1), Data.Digits().Test, epochs: 1, checkpoint: path);
            Console.WriteLine(Models.Load(path).Name);
            """);
        Good("run", "--quiet", "a.csx");
        File.WriteAllText(At("out/net.safetensors"), "no network: the replay reads what it wrote itself");
        Good("runs", "replay", "last", "--quiet").Output.ShouldBe("digits-cnn\nsame bits   out/net.safetensors\nThe same bits: 1 file, 0 results of methods.\n");
    }

    [Fact]
    public void A_replay_runs_the_script_of_old_when_it_was_edited_since()
    {
        host.Write("lib.csx", "int Rows => 2;");
        host.Write("a.csx", "#load \"lib.csx\"\nMirror(torch.ones(Rows, 2)).Save(\"out/a.npz\");");
        Good("run", "a.csx");
        host.Write("lib.csx", "int Rows => 3;");
        Good("runs", "replay", "last").Output.ShouldStartWith("same bits   out/a.npz\n");
    }

    [Fact]
    public void What_differs_in_a_replay_is_named_with_its_cause()
    {
        host.Write("a.csx", "Mirror(torch.ones(2, 2)).Save(\"out/a.npz\");");
        Good("run", "a.csx");
        plugins.Echo("Mirror", body: "points = points + 1;");
        var replay = host.Run("runs", "replay", "last");
        replay.Code.ShouldBe(1, replay.Error);
        replay.Output.ShouldContain("differs");
        replay.Output.ShouldContain("mirror  the result differs");
        replay.Output.ShouldContain("What is not as it was: plugin Mirror: ");
    }

    [Fact]
    public void Another_input_is_named_and_so_is_chance_that_no_seed_governs()
    {
        host.Write("table.csv", "a,b\n1,2\n");
        host.Write("a.csx", "Mirror(Data.Csv(\"table.csv\").Batches(1).First().Inputs).Save(\"a.npz\");");
        Good("run", "a.csx");
        host.Write("table.csv", "a,b\n1,3\n");
        host.Run("runs", "replay", "last").Output.ShouldContain("What is not as it was: input table.csv: ");

        host.Write("b.csx", "Mirror(torch.full(new long[] { 1, 2 }, Random.Shared.NextDouble())).Save(\"b.npz\");");
        Good("run", "b.csx");
        host.Run("runs", "replay", "last").Output.ShouldContain("nothing on record is different: the script draws from something that no seed governs");
    }

    [Fact]
    public void Two_runs_differ_in_lines_options_and_results()
    {
        host.Write("a.csx", "var x = torch.ones(2, 2);\nMirror(x, count: 4);\n");
        Good("run", "a.csx");
        host.Write("a.csx", "var x = torch.zeros(2, 2);\nMirror(x, count: 5);\n");
        Good("run", "--seed", "1", "a.csx");
        string[] ids = [.. Good("runs", "list").Output.Split('\n').Skip(1).Where(l => l != "").Select(l => l.Split(' ')[0])];
        var diff = Good("runs", "diff", ids[1], ids[0]).Output;
        diff.ShouldContain("  seed: 0 → 1\n");
        diff.ShouldContain("  mirror  count: 4 → 5, seed: 0 → 1\n  mirror  the result differs\n");
        diff.ShouldContain("  - var x = torch.ones(2, 2);\n  - Mirror(x, count: 4);\n  + var x = torch.zeros(2, 2);\n  + Mirror(x, count: 5);\n");
        Good("runs", "diff", ids[1], ids[1]).Output.ShouldContain("nothing but the time they took");
    }

    [Fact]
    public void Failed_and_killed_runs_are_on_record_broken_records_are_a_sentence_and_all_can_be_forgotten()
    {
        host.Write("fails.csx", "\nthrow new Exception(\"no\");");
        host.Run("run", "fails.csx").Code.ShouldBe(1);
        host.Write("hangs.csx", "Console.WriteLine(\"on\"); while (true) { }");
        using (var process = host.Start("run", "hangs.csx"))
        {
            process.StandardOutput.ReadLine().ShouldBe("on");
            SpinWait.SpinUntil(() => Directory.GetFiles(At("state/glassbox/runs"), "*-hangs.json").Length > 0, TimeSpan.FromSeconds(20)).ShouldBeTrue();
            host.Run("runs", "list", "hangs").Output.ShouldContain("running");
            process.Kill();
            process.WaitForExit();
        }
        File.WriteAllText(At("state/glassbox/runs/20200101-000000-old.json"), "{ \"format\": 1, \"id\": ");

        var list = host.Run("runs", "list");
        list.Output.ShouldContain("killed");
        list.Output.ShouldContain("fails.csx(2,1): error: Exception: no");
        list.Error.TrimEnd('\n').ShouldNotContain('\n');
        list.Error.ShouldContain("20200101-000000-old.json is no record of a run, or a damaged one: ");

        Good("runs", "remove", "--older-than", "30").Output.ShouldBe("20200101-000000-old is forgotten.\n");
        Good("runs", "remove", "fails", "hangs").Output.ShouldBe("2 runs are forgotten.\n");
        var none = host.Run("runs", "show", "last");
        (none.Code, none.Error).ShouldBe((2, "glassbox: There are no records of runs: \"glassbox run\" and \"glassbox explain\" leave them.\n"));
    }

    [Fact]
    public void A_record_that_cannot_be_kept_fails_no_run()
    {
        host.Write("state", "a file where a folder should be");
        host.Write("a.csx", "Console.WriteLine(1);");
        var answer = host.Run("run", "a.csx");
        (answer.Code, answer.Output).ShouldBe((0, "1\n"));
        answer.Error.ShouldStartWith("glassbox: the record of this run could not be kept: ");
        host.Run("run", "--no-record", "a.csx").ShouldBe(new Answer(0, "1\n", ""));
    }

    private static IEnumerable<(string, string)> Files(JsonElement record, string role) =>
        record.GetProperty(role).EnumerateArray().Select(f => (f.GetProperty("path").GetString()!, f.GetProperty("sha256").GetString()!));
}
