using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using TorchSharp;
using TorchSharp.Interop;

namespace Glassbox.Tests;

public class OperatorNamesTests
{
    /// <summary>Every "aten::..." written in the library, as its metadata holds them.</summary>
    private static List<string> Written()
    {
        using var file = new PEReader(File.OpenRead(typeof(torch).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var names = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
            if (metadata.GetUserString(handle) is var text && text.StartsWith("aten::") && text.Length > 6 && char.IsLetterOrDigit(text[^1]) | text[^1] == '_') names.Add(text);
        return names;
    }

    [Fact]
    public void Every_operator_that_the_library_names_is_in_this_libtorch()
    {
        var names = Written();
        names.Count.ShouldBeGreaterThan(400);
        var absent = names.Where(n => !Exists(n)).ToList();
        absent.ShouldBeEmpty();
    }

    private static bool Exists(string name)
    {
        try
        {
            return Operator.Named(name).Schema.StartsWith(name.Split('.')[0]);
        }
        catch (TorchException)
        {
            return false;
        }
    }
}
