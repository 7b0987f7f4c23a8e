using System.Buffers.Binary;
using System.Text;
using TorchSharp;
using VoiceSmith.Models.Checkpoints;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Checkpoints;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.safetensors");
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(ScalarType.Float64, "F64")]
    [InlineData(ScalarType.Float32, "F32")]
    [InlineData(ScalarType.Float16, "F16")]
    [InlineData(ScalarType.BFloat16, "BF16")]
    [InlineData(ScalarType.Int64, "I64")]
    [InlineData(ScalarType.Int32, "I32")]
    [InlineData(ScalarType.Int16, "I16")]
    [InlineData(ScalarType.Int8, "I8")]
    [InlineData(ScalarType.Byte, "U8")]
    [InlineData(ScalarType.Bool, "BOOL")]
    public void Read_WhatWasWritten_IsTheSame(ScalarType type, string name)
    {
        var value = tensor(new[] { 0f, 1f, 0f, 2f, 3f, 0f }).reshape(2, 3).to(type);
        var transposed = value.t();
        SafeTensors.Write(_path, [new("b", transposed), new("a", value), new("none", zeros([0, 4], type))]);
        var read = SafeTensors.Read(_path);
        Assert.Equal(["a", "b", "none"], read.Keys);
        Assert.All(read.Values, tensor => Assert.Equal(type, tensor.dtype));
        Assert.True(read["a"].equal(value).all().item<bool>());
        Assert.True(read["b"].equal(transposed).all().item<bool>());
        Assert.Equal([0, 4], read["none"].shape);
        Assert.Equal(
            [$"a {name} 2,3", $"b {name} 3,2", $"none {name} 0,4"],
            SafeTensors.Describe(_path).Select(t => $"{t.Name} {t.Type} {string.Join(',', t.Shape)}")
        );
        foreach (var tensor in read.Values)
            tensor.Dispose();
    }

    [Fact]
    public void Write_AnyTensors_StartsNumbersAtAMultipleOfEight()
    {
        for (var length = 1; length <= 8; length++)
        {
            SafeTensors.Write(_path, [new(new string('a', length), tensor(new[] { 1.5f, 2.5f }))]);
            var bytes = File.ReadAllBytes(_path);
            var header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            Assert.Equal(0, header % 8);
            Assert.Equal(8 + header + 8, bytes.Length);
            Assert.Equal((byte)'{', bytes[8]);
            Assert.EndsWith("}", Encoding.UTF8.GetString(bytes, 8, header).TrimEnd(' '), StringComparison.Ordinal);
            Assert.Equal(2.5f, BitConverter.ToSingle(bytes, bytes.Length - 4));
        }
    }

    [Fact]
    public void Read_MetadataAndNumbersInAnyOrder_AreRead()
    {
        Save(
            """
            {"__metadata__":{"format":"pt"},
            "b":{"dtype":"U8","shape":[],"data_offsets":[2,3]},
            "a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}
            """,
            [1, 2, 3]
        );
        var read = SafeTensors.Read(_path);
        Assert.Equal(["b", "a"], read.Keys);
        Assert.Equal([1, 2, 3], read["a"].data<byte>().Concat(read["b"].data<byte>()));
        Assert.Equal(["b", "a"], SafeTensors.Describe(_path).Select(tensor => tensor.Name));
        foreach (var tensor in read.Values)
            tensor.Dispose();
    }

    [Fact]
    public void Read_StreamInTheMiddle_StartsWhereItStands()
    {
        SafeTensors.Write(_path, [new("a", tensor(new[] { 1f, 2f }))]);
        using var stream = new MemoryStream([9, 9, 9, .. File.ReadAllBytes(_path)]) { Position = 3 };
        using var read = SafeTensors.Read(stream, "here")["a"];
        Assert.Equal([1f, 2f], read.data<float>());
    }

    [Theory]
    [InlineData("\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]", "type 'F31' is unknown")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,5]", "outside the file")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-1,3]", "outside the file")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]", "outside the file")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]", "outside the file")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]", "outside the file")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]", "outside the file")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]", "shape [2] does not fit its 4 bytes")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1,1,0],\"data_offsets\":[0,4]", "shape [1, 1, 0] does not fit")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]", "overflow")]
    [InlineData("\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]", "")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]", "")]
    [InlineData("\"dtype\":\"F32\",\"data_offsets\":[0,4]", "")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1]", "")]
    public void Read_TensorThatContradictsItself_IsRefused(string entry, string reason)
    {
        const string whole = "\"whole\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}";
        Save($"{{{whole},\"bad\":{{{entry}}}}}", new byte[4]);
        var before = Tensor.TotalCount;
        AssertDamaged(reason, () => SafeTensors.Read(_path));
        Assert.InRange(Tensor.TotalCount, 0, before); // what was read before the bad one is not left to the finaliser
    }

    [Theory]
    [InlineData(100L, "has 100 bytes where 2 are left")]
    [InlineData(3L, "has 3 bytes where 2 are left")]
    [InlineData((16L << 20) + 1, "bytes where 2 are left")]
    [InlineData(-1L, "has 18446744073709551615 bytes")]
    [InlineData(1L, "")]
    public void Read_HeaderOfAnotherLength_IsRefused(long length, string reason)
    {
        var bytes = new byte[10];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        "{}"u8.CopyTo(bytes.AsSpan(8));
        File.WriteAllBytes(_path, bytes);
        AssertDamaged(reason, () => SafeTensors.Read(_path));
        AssertDamaged(reason, () => SafeTensors.Describe(_path));
    }

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        SafeTensors.Write(_path, [new("a", tensor(new[] { 1f, 2f }))]);
        var whole = File.ReadAllBytes(_path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            AssertDamaged("", () => SafeTensors.Read(_path));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":{\"dtype\":\"F32\"}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[\"x\"]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0.5]}}")]
    [InlineData("{\"a\":")]
    public void Describe_AnotherFormat_IsRefused(string header)
    {
        Save(header, []);
        AssertDamaged("", () => SafeTensors.Describe(_path));
    }

    [Fact]
    public void Load_PrefixedAndNarrow_CopiesEveryTensor()
    {
        using var layer = nn.Linear(2, 1);
        ModuleWeights.Load(
            layer,
            new Dictionary<string, Tensor>
            {
                ["net.weight"] = tensor(new[] { 1f, 2f }).reshape(1, 2).to(ScalarType.Float16),
                ["net.bias"] = tensor(new[] { 3f }),
                ["other"] = zeros(7),
            },
            "file",
            "net."
        );
        Assert.Equal([1f, 2f, 3f], layer.weight!.data<float>().Concat(layer.bias!.data<float>()));
        Assert.True(layer.weight!.requires_grad);
        Assert.Equal(["net.weight", "net.bias"], ModuleWeights.Of(layer, "net.").Select(entry => entry.Key));
    }

    [Fact]
    public void Load_OthersThanTheModel_NamesThemAndChangesNothing()
    {
        using var layer = nn.Linear(2, 1);
        var before = layer.weight!.data<float>().ToArray();
        var error = Assert.Throws<CheckpointMismatchException>(() =>
            ModuleWeights.Load(
                layer,
                new Dictionary<string, Tensor> { ["weight"] = zeros(2, 1), ["more"] = zeros(7) },
                "file"
            )
        );
        Assert.Equal("VS2002", error.Code);
        Assert.Equal(["bias"], error.Missing);
        Assert.Equal(["more"], error.Unexpected);
        Assert.Equal(["weight [2, 1] ≠ [1, 2]"], error.Misshapen);
        Assert.Contains("'file' does not fit", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Missing: [bias]; unexpected: [more]; of another shape: [weight [2, 1] ≠ [1, 2]]",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(before, layer.weight!.data<float>());
        var (weight, bias) = (zeros(1, 2), zeros(1));
        foreach (
            var given in new Dictionary<string, Tensor>[]
            {
                new() { ["weight"] = weight },
                new() { ["weight"] = weight, ["bias"] = bias, ["more"] = bias },
                new() { ["weight"] = weight, ["bias"] = weight },
            }
        )
            Assert.Throws<CheckpointMismatchException>(() => ModuleWeights.Load(layer, given, "file"));
    }

    public void Dispose()
    {
        _scope.Dispose();
        File.Delete(_path);
    }

    private void Save(string header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        File.WriteAllBytes(_path, [.. length, .. Encoding.UTF8.GetBytes(header), .. data]);
    }

    private void AssertDamaged(string reason, Func<object> read)
    {
        var error = Assert.Throws<VoiceSmithException>(read);
        Assert.Equal("VS2003", error.Code);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
