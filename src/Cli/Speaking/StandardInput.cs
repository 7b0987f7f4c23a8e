using System.Runtime.CompilerServices;
using System.Text;

namespace VoiceSmith.Cli.Speaking;

/// <summary>Text on standard input, in pieces as it arrives.</summary>
internal static class StandardInput
{
    private const int PieceLength = 4096;

    /// <summary>Reads UTF-8 up to its end.</summary>
    public static async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        var piece = new char[PieceLength];
        // A read of standard input cannot be cancelled: it is left behind.
        while (
            await Task.Run(() => reader.Read(piece), CancellationToken.None).WaitAsync(cancellationToken)
                is > 0
                    and var count
        )
            yield return new(piece, 0, count);
    }
}
