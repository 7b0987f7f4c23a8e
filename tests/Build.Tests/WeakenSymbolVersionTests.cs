using System.Reflection;

namespace VoiceSmith.Build.Tests;

public sealed class WeakenSymbolVersionTests
{
    private static readonly string Library = Assembly
        .GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "TorchLibrary")
        .Value!;

    [Fact]
    public void Weaken_TorchSharpLibrary_ChangesOneByteOnce()
    {
        var original = File.ReadAllBytes(Library);
        var image = (byte[])original.Clone();

        Assert.Equal(1, WeakenSymbolVersion.Weaken(image, "GLIBCXX_3.4.32"));
        Assert.Equal(1, image.Zip(original).Count(pair => pair.First != pair.Second));
        Assert.Equal(0, WeakenSymbolVersion.Weaken(image, "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void Weaken_UnknownVersion_ChangesNothing() =>
        Assert.Equal(0, WeakenSymbolVersion.Weaken(File.ReadAllBytes(Library), "GLIBCXX_9.9.9"));

    [Fact]
    public void Weaken_NotElf_Throws() =>
        Assert.Throws<InvalidDataException>(() => WeakenSymbolVersion.Weaken(new byte[100], "GLIBCXX_3.4.32"));

    [Fact]
    public void Weaken_DamagedSectionTable_Throws()
    {
        var image = File.ReadAllBytes(Library);
        image[0x2B] = 0x7f; // the section table now starts far outside the file
        Assert.Throws<InvalidDataException>(() => WeakenSymbolVersion.Weaken(image, "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void Execute_LinkedFile_LeavesTheOtherNameAlone()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var copy = Path.Combine(folder.FullName, "library.so");
            File.Copy(Library, copy);
            var written = File.GetLastWriteTimeUtc(copy);
            var task = new WeakenSymbolVersion { Library = copy, SymbolVersion = "GLIBCXX_3.4.32" };

            Assert.True(task.Execute());
            Assert.Equal(written, File.GetLastWriteTimeUtc(copy));
            Assert.NotEqual(File.ReadAllBytes(Library), File.ReadAllBytes(copy));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
