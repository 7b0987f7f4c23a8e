using VoiceSmith.Models.Checkpoints;

namespace VoiceSmith.Models.Tests.Checkpoints;

public sealed class StorageExceptionTests
{
    private const int NoSpace = 28;

    [Fact]
    public void Guard_DiskThatIsFull_SaysSo()
    {
        var full = new IOException("No space left on device", NoSpace);
        var error = Assert.Throws<StorageException>(() => StorageException.Guard<int>(() => throw full));
        Assert.Equal("VS4045", error.Code);
        Assert.Same(full, error.InnerException);
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Guard_FolderThatIsReadOnly_SaysSo()
    {
        var error = Assert.Throws<StorageException>(() =>
            StorageException.Guard<int>(() => throw new UnauthorizedAccessException())
        );
        Assert.Contains("may not be written to", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A connection that broke, a file that is not there, an error of our own: no fault of the disk.</summary>
    [Fact]
    public void Guard_OtherErrors_StayAsTheyAre()
    {
        Exception[] others = [new IOException("reset"), new FileNotFoundException(), new InvalidDataException()];
        foreach (var other in others)
            Assert.Same(
                other,
                Assert.Throws(other.GetType(), () => StorageException.Guard<int>(() => throw other))
            );
        Assert.Equal(7, StorageException.Guard(() => 7));
    }
}
