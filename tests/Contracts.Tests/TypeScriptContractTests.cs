using VoiceSmith.Testing;

namespace VoiceSmith.Contracts.Tests;

/// <summary>The web clients' message types, which are generated from the contract.</summary>
public sealed class TypeScriptContractTests
{
    private static string FilePath => Path.Combine(SharedFolder.Repository, "clients", "js", "src", "contract.ts");

    [Fact]
    public void TypeScript_InTheRepository_IsThatOfTheContract()
    {
        var committed = File.Exists(FilePath) ? File.ReadAllText(FilePath) : "";
        Assert.True(
            TypeScriptContract.Generate() == committed,
            $"{FilePath} is stale. Write it with: dotnet tests/Contracts.Tests/bin/Release/net10.0/VoiceSmith.Contracts.Tests.dll -explicit only"
        );
    }

    /// <summary>The command that writes the file.</summary>
    [Fact(Explicit = true)]
    public void TypeScript_OnRequest_IsWritten() => File.WriteAllText(FilePath, TypeScriptContract.Generate());
}
