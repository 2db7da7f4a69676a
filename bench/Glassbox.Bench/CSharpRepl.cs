using System.Diagnostics;

namespace Glassbox.Bench;

/// <summary>The C# prompt that is a .NET tool, to measure beside: https://www.nuget.org/packages/CSharpRepl.</summary>
internal static class CSharpRepl
{
    /// <summary>The program, installed in a folder of its own if need be; null where that cannot be done.</summary>
    public static string? Installed()
    {
        var tools = Path.Combine(Path.GetTempPath(), "glassbox-bench-tools");
        var tool = Path.Combine(tools, "csharprepl");
        if (File.Exists(tool)) return tool;
        using var install = Process.Start(new ProcessStartInfo("dotnet", ["tool", "install", "csharprepl", "--tool-path", tools]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = install.StandardError.ReadToEndAsync();
        install.StandardOutput.ReadToEnd();
        install.WaitForExit();
        return File.Exists(tool) ? tool : null;
    }
}
