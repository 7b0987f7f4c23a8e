using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace VoiceSmith.Build.Tests;

public sealed class KeepArgumentsAliveTests
{
    private static readonly string Library = Assembly
        .GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "TorchSharp")
        .Value!;

    [Fact]
    public void Mark_TorchSharp_MarksExactlyTheMethodsWithBodies()
    {
        var image = File.ReadAllBytes(Library);
        var (bodies, marked, native) = Count(image);
        Assert.Equal(0, marked);

        Assert.Equal(bodies, KeepArgumentsAlive.Mark(image));
        Assert.Equal((bodies, bodies, native), Count(image));
        Assert.Equal(0, KeepArgumentsAlive.Mark(image));
    }

    [Fact]
    public void Mark_NoAssembly_Throws() =>
        Assert.Throws<BadImageFormatException>(() => KeepArgumentsAlive.Mark(new byte[1000]));

    private static (int Bodies, int Marked, int Native) Count(byte[] image)
    {
        using var file = new PEReader(new MemoryStream(image));
        var reader = file.GetMetadataReader();
        var methods = reader.MethodDefinitions.Select(reader.GetMethodDefinition).ToArray();
        var marks = MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization;
        return (
            methods.Count(method => method.RelativeVirtualAddress != 0),
            methods.Count(method => (method.ImplAttributes & marks) == marks),
            methods.Count(method => (method.Attributes & MethodAttributes.PinvokeImpl) != 0)
        );
    }
}
