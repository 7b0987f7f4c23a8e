#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;

namespace VoiceSmith.Build;

/// <summary>
/// Lets a Linux shared library load where libstdc++ lacks a symbol version it asks for but never uses: marks that
/// version as weak in the library's <c>.gnu.version_r</c> section (one flag byte an entry).
/// </summary>
/// <remarks>
/// TorchSharp 0.107's libLibTorchSharp.so asks for GLIBCXX_3.4.32, which only <c>std::ios_base_library_init</c>
/// carries and nothing relocates to; Debian 12 has 3.4.30. Source of the layout: the ELF gABI and the LSB's chapter
/// on symbol versioning (Elfxx_Verneed, Elfxx_Vernaux). Written for .NET Standard 2.0, as MSBuild compiles it.
/// </remarks>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    private const uint VersionNeedSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 0x2; // VER_FLG_WEAK

    /// <summary>The library to change. Written anew, so a hard link's other name keeps the old content.</summary>
    [Required]
    public string Library { get; set; } = "";

    /// <summary>The version whose absence is to be harmless.</summary>
    [Required]
    public string SymbolVersion { get; set; } = "";

    /// <summary>A system library: where it knows the version already, nothing is done.</summary>
    public string? UnlessIn { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (
            UnlessIn is { Length: > 0 }
            && File.Exists(UnlessIn)
            && Contains(File.ReadAllBytes(UnlessIn), SymbolVersion)
        )
            return true;
        try
        {
            var image = File.ReadAllBytes(Library);
            if (Weaken(image, SymbolVersion) > 0)
                FileReplacement.Write(Library, image);
            return true;
        }
        catch (InvalidDataException error)
        {
            Log.LogError("{0}: {1}", Library, error.Message);
            return false;
        }
    }

    /// <summary>Marks every need for a version as weak, in place.</summary>
    /// <param name="image">A 64-bit little-endian ELF file.</param>
    /// <param name="version">The version's name.</param>
    /// <returns>Entries that were changed; 0 where all were weak already or none names the version.</returns>
    /// <exception cref="InvalidDataException">The image is no such ELF file.</exception>
    public static int Weaken(byte[] image, string version)
    {
        if (
            image.Length < 64
            || image[0] != 0x7f
            || image[1] != 'E'
            || image[2] != 'L'
            || image[3] != 'F'
            || image[4] != 2
            || image[5] != 1
        )
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        var changed = 0;
        try
        {
            foreach (var (entry, name) in NeededVersions(image))
            {
                var flags = BitConverter.ToUInt16(image, entry + 4);
                if (name != version || (flags & WeakFlag) != 0)
                    continue;
                image[entry + 4] |= (byte)WeakFlag;
                changed++;
            }
        }
        catch (ArgumentException error) // offsets that point outside the file
        {
            throw new InvalidDataException("its section table is damaged", error);
        }
        return changed;
    }

    /// <summary>Each needed version: where its Elf64_Vernaux lies, and its name.</summary>
    private static IEnumerable<(int Entry, string Name)> NeededVersions(byte[] image)
    {
        var sections = checked((int)BitConverter.ToUInt64(image, 0x28));
        int size = BitConverter.ToUInt16(image, 0x3A),
            count = BitConverter.ToUInt16(image, 0x3C);
        for (var i = 0; i < count; i++)
        {
            var header = sections + i * size;
            if (BitConverter.ToUInt32(image, header + 4) != VersionNeedSection)
                continue;
            var need = checked((int)BitConverter.ToUInt64(image, header + 24));
            var strings = SectionOffset(image, sections + (int)BitConverter.ToUInt32(image, header + 40) * size);
            for (var left = BitConverter.ToUInt32(image, header + 44); left > 0; left--)
            {
                var entry = need + (int)BitConverter.ToUInt32(image, need + 8);
                for (var entries = BitConverter.ToUInt16(image, need + 2); entries > 0; entries--)
                {
                    yield return (entry, StringAt(image, strings + (int)BitConverter.ToUInt32(image, entry + 8)));
                    entry += (int)BitConverter.ToUInt32(image, entry + 12);
                }
                need += (int)BitConverter.ToUInt32(image, need + 12);
            }
        }
    }

    private static int SectionOffset(byte[] image, int header) =>
        checked((int)BitConverter.ToUInt64(image, header + 24));

    private static string StringAt(byte[] image, int start) =>
        Encoding.ASCII.GetString(image, start, Math.Max(0, Array.IndexOf(image, (byte)0, start) - start));

    private static bool Contains(byte[] image, string text) =>
        Encoding.GetEncoding("iso-8859-1").GetString(image).Contains(text + "\0");
}
