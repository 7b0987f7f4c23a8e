#nullable enable
using System;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.Build.Framework;

namespace VoiceSmith.Build;

/// <summary>
/// Marks every method of an assembly as not to be optimised or inlined, so that its arguments live until it returns.
/// </summary>
/// <remarks>
/// TorchSharp hands the native handles of its scalars and tensors to libtorch without keeping their owners alive: in
/// optimised code the garbage collector may finalise an argument while libtorch still reads it ("Expected false to be
/// true" from c10::Scalar, or worse). Without optimisation every argument is reported to the collector for the whole
/// method. The wrappers are thin, so this costs next to nothing. Source of the layout: ECMA-335, II.22.26 (MethodDef).
/// </remarks>
public sealed class KeepArgumentsAlive : Microsoft.Build.Utilities.Task
{
    private const ushort NoInliningNoOptimization = (ushort)(
        MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization
    );
    private const int ImplFlagsOffset = 4; // after the RVA

    /// <summary>The assembly to change. Written anew, so a hard link's other name keeps the old content.</summary>
    [Required]
    public string Assembly { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var image = File.ReadAllBytes(Assembly);
            if (Mark(image) > 0)
                FileReplacement.Write(Assembly, image);
            return true;
        }
        catch (BadImageFormatException error)
        {
            Log.LogError("{0}: {1}", Assembly, error.Message);
            return false;
        }
    }

    /// <summary>Marks every method that has a body, in place.</summary>
    /// <param name="image">A managed assembly.</param>
    /// <returns>Methods that were changed.</returns>
    /// <exception cref="BadImageFormatException">The image is no managed assembly.</exception>
    public static int Mark(byte[] image)
    {
        using var stream = new MemoryStream(image, writable: false);
        using var file = new PEReader(stream);
        if (!file.HasMetadata)
            throw new BadImageFormatException("it holds no metadata");
        var reader = file.GetMetadataReader();
        var table = file.PEHeaders.MetadataStartOffset + reader.GetTableMetadataOffset(TableIndex.MethodDef);
        var size = reader.GetTableRowSize(TableIndex.MethodDef);
        var changed = 0;
        for (var row = 0; row < reader.GetTableRowCount(TableIndex.MethodDef); row++)
        {
            var offset = table + row * size;
            var flags = BitConverter.ToUInt16(image, offset + ImplFlagsOffset);
            var hasBody = BitConverter.ToInt32(image, offset) != 0;
            if (!hasBody || (flags & NoInliningNoOptimization) == NoInliningNoOptimization)
                continue;
            BitConverter.GetBytes((ushort)(flags | NoInliningNoOptimization)).CopyTo(image, offset + ImplFlagsOffset);
            changed++;
        }
        return changed;
    }
}
