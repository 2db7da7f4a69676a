using System.Security.Cryptography;
using Glassbox.Host.Records;

namespace Glassbox.Host.Tests.Records;

public sealed class RecordTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("glassbox-records-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static RunRecord Record(string id = "20260101-120000-a") => new()
    {
        Format = RunRecord.CurrentFormat, Id = id, Command = "run", Arguments = ["a b", "ü\n"], Folder = "/tmp",
        Sources = [new RecordedSource("/tmp/a.csx", "00", "Say(\"ü\");\n")], Libraries = [new RecordedFile("/tmp/l.dll", "library", 3, "01")],
        Seed = long.MinValue, Device = "cpu", Threads = null, Process = 1, Versions = new Dictionary<string, string> { [".NET"] = "10.0" },
        Plugins = [new RecordedPlugin("Lrp", "0.1.0", "02")], Inputs = [], Artefacts = [new RecordedFile("/tmp/a.png", "result", 4, "03")],
        Calls = [new RecordedCalls("lrp", new Dictionary<string, string> { ["epsilon"] = "1E-06" }, "class 3", "net", 7, [0.1234567, 2], ["aa", "bb"])],
        Started = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(2)), Seconds = 1.5, Exit = 0, Error = null,
    };

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var json = Record().ToJson();
        RunRecord.Parse(json, "a.json").ToJson().ShouldBe(json);
        var read = RunRecord.Parse(json, "a.json");
        (read.Seed, read.Arguments[1], read.Calls[0].Seconds[0], read.Calls[0].Options["epsilon"], read.Threads, read.Exit).ShouldBe((long.MinValue, "ü\n", 0.1234567, "1E-06", null, 0));
    }

    [Fact]
    public void A_record_cut_anywhere_is_one_sentence()
    {
        var json = Record().ToJson();
        for (var length = 0; length < json.Length - 1; length += 13)
            Should.Throw<GlassboxException>(() => RunRecord.Parse(json[..length], "a.json")).Message.ShouldStartWith("a.json is no record of a run, or a damaged one: ");
    }

    [Fact]
    public void A_run_is_found_by_a_part_of_its_id_unless_several_have_it()
    {
        var folder = new RecordFolder(Path.Combine(root, "runs"));
        var noon = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        foreach (var name in new[] { "cats.csx", "cats.csx", "dogs.csx" }) folder.Save(Record, noon, name);
        folder.Ids.ShouldBe(["20260101-120000-cats", "20260101-120000-cats-2", "20260101-120000-dogs"]);
        folder.Id("dogs").ShouldBe("20260101-120000-dogs");
        folder.Id("last").ShouldBe("20260101-120000-dogs");
        Should.Throw<GlassboxException>(() => folder.Id("cat")).Message.ShouldBe("\"cat\" could be 2 runs: 20260101-120000-cats-2, 20260101-120000-cats.");
        Should.Throw<GlassboxException>(() => folder.Id("mice")).Message.ShouldStartWith("There is no run \"mice\".");
    }

    [Fact]
    public void Lines_that_differ_stand_in_their_order() =>
        RecordDifference.OfTexts("one\ntwo\nthree\nfour", "one\n2\nthree\nfour\nfive").ShouldBe(["- two", "+ 2", "+ five"]);

    [Fact]
    public async Task A_large_file_is_hashed_once_and_again_when_it_changes()
    {
        var (list, path) = (Path.Combine(root, "hashes"), Path.Combine(root, "large"));
        var bytes = RandomNumberGenerator.GetBytes(5 << 20);
        File.WriteAllBytes(path, bytes);
        (await Hash()).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        // The list is believed: another hash in it is the answer as long as size and time are the same.
        File.WriteAllText(list, new string('0', 64) + File.ReadAllText(list)[64..]);
        (await Hash()).ShouldBe(new string('0', 64));
        bytes[0]++;
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        (await Hash()).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));

        Task<string> Hash() => new FileHashes(list).Of(path, new FileInfo(path).Length, new FileInfo(path).LastWriteTimeUtc);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_hashed_has_no_hash()
    {
        var path = Path.Combine(root, "small");
        File.WriteAllText(path, "one");
        (await new FileHashes(Path.Combine(root, "hashes")).Of(path, 3, DateTime.UnixEpoch)).ShouldBe("");
    }
}
