using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace VoiceSmith.Doors.Tests;

/// <summary>Compiles a C# example as the top-level statements of a program, and runs it in this process.</summary>
internal static class CSharpExample
{
    /// <summary>Usings of a project with implicit usings.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;

        """;

    /// <summary>APIs that are marked as experimental.</summary>
    private static readonly Dictionary<string, ReportDiagnostic> Experimental = new()
    {
        ["MEAI001"] = ReportDiagnostic.Suppress,
        ["OPENAI001"] = ReportDiagnostic.Suppress,
    };

    /// <summary>Runs an example to its end; fails the test where it does not compile.</summary>
    public static async Task RunAsync(string code)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "example",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)],
            references,
            new(OutputKind.ConsoleApplication, specificDiagnosticOptions: Experimental)
        );
        using var assembly = new MemoryStream();
        var built = compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(
            built.Success,
            string.Join('\n', built.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error))
        );
        var main = Assembly.Load(assembly.ToArray()).EntryPoint!; // waits for the program's end
        await Task.Run(() => main.Invoke(null, [Array.Empty<string>()]));
    }
}
