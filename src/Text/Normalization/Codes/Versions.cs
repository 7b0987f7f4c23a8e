using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>Numbers of versions, whose parts are whole numbers: Python 3.10, Ubuntu 22.04, >=3.10,&lt;4.0.</summary>
internal static class Versions
{
    private const int MostParts = 6;

    private static readonly FrozenSet<string> Cues = new[]
    {
        "version", "versions", "ver", "v", "release", "releases", "python", "java", "node", "nodejs", "js", "php",
        "ruby", "perl", "rust", "go", "golang", "gcc", "clang", "llvm", "cmake", "ubuntu", "debian", "fedora", "ios",
        "ipados", "macos", "android", "kernel", "linux", "django", "flask", "rails", "react", "angular", "vue",
        "svelte", "swift", "kotlin", "scala", "dotnet", "net", "postgres", "postgresql", "mysql", "sqlite", "redis",
        "nginx", "tls", "ssl", "http", "opengl", "vulkan", "cuda", "pytorch", "tensorflow", "numpy", "pandas", "scipy",
        "firmware", "npm", "pip", "git", "docker", "kubernetes", "openssl", "unity", "blender", "julia", "lua",
        "typescript", "electron", "chromium", "firefox", "bash", "update", "patch", "build",
    }.ToFrozenSet();

    /// <summary>One number of a version.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (ReadAny(pieces, at, speech) is var afterAny && afterAny > at)
            return afterAny;
        if (
            !pieces.StartsItem(at)
            || !pieces.IsDigits(at, 1, 4)
            || !pieces.Is(at + 1, '.')
            || !pieces.IsDigits(at + 2, 1, 4)
            || !HasCue(pieces, at)
        )
            return at;
        var end = at + 1;
        for (var parts = 1; parts < MostParts && pieces.Is(end, '.') && pieces.IsDigits(end + 1, 1, 6); parts++)
            end += 2;
        if (pieces.IsLetters(end) || pieces.Is(end, '%') || (pieces.Is(end, '.') && pieces.IsDigits(end + 1)))
            return at;
        for (var i = at; i < end; i++)
            speech.Say(pieces.Range(i, i + 1), pieces.IsDigits(i) ? Part(pieces.Span(i)) : "point", "serial");
        return end;
    }

    /// <summary>12.x, 3.11.x: any version of a series.</summary>
    private static int ReadAny(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !pieces.IsDigits(at, 1, 4) || !pieces.Is(at + 1, '.'))
            return at;
        var end = at;
        while (end < at + 2 * MostParts && pieces.IsDigits(end, 1, 4) && pieces.Is(end + 1, '.'))
            end += 2;
        if (
            !(pieces.Span(end) is "x" or "X" || pieces.Is(end, '*'))
            || !(pieces[end + 1].Kind is PieceKind.None or PieceKind.Space || pieces.IsAny(end + 1, ".,;:!?)"))
        )
            return at;
        for (var i = at; i < end; i++)
            speech.Say(pieces.Range(i, i + 1), pieces.IsDigits(i) ? Part(pieces.Span(i)) : "point", "serial");
        if (pieces.Is(end, '*'))
            speech.Say(pieces.Range(end, end + 1), "star", "serial");
        else
            speech.Spell(pieces.Range(end, end + 1), "x");
        return end + 1;
    }

    /// <summary>A part of a version: 10 → ten, 04 → zero four.</summary>
    public static string Part(ReadOnlySpan<char> digits) =>
        digits.Length > 2 || (digits.Length > 1 && digits[0] == '0')
            ? NumberWords.Digits(digits)
            : NumberWords.Cardinal(digits);

    /// <summary>Bump lodash from 4.17.20 to 4.17.21.</summary>
    private static bool IsBumped(Pieces pieces, int at)
    {
        const int Reach = 16;
        for (var i = at - 1; i > at - Reach; i--)
            if (
                pieces.Lower(i)
                is "bump"
                    or "bumps"
                    or "bumped"
                    or "upgrade"
                    or "upgrades"
                    or "upgraded"
                    or "update"
                    or "updates"
                    or "updated"
                    or "downgrade"
                    or "downgraded"
                    or "migrate"
                    or "migrated"
            )
                return true;
        return false;
    }

    /// <summary>
    /// The name of a program before the number, perhaps with a comparison between; or the other end of its range.
    /// </summary>
    private static bool HasCue(Pieces pieces, int at)
    {
        const int Reach = 16;
        for (var (i, compared) = (at - 1, false); i > at - Reach; i--)
        {
            if (pieces.Lower(i) is "from" or "to" && pieces.Is(at + 3, '.') && IsBumped(pieces, i))
                return true;
            if (pieces.IsLetters(i))
                return Cues.Contains(pieces.Lower(i))
                        && (!compared || pieces.IsLetters(i))
                        && pieces.Lower(i) is not ("net" or "go" or "update" or "build" or "patch" or "http")
                    || pieces.Span(i) is "NET" or "HTTP" or "Go"
                    || (compared && pieces.IsSpace(i + 1) is false && pieces.IsAny(i + 1, "=<>~!^"));
            compared |= pieces.IsAny(i, "=<>~^");
            if (
                !pieces.IsSpace(i)
                && !pieces.IsAny(i, "=<>~!^")
                && !(pieces.Is(i, ',') && compared)
                && !(compared && (pieces.IsDigits(i) || pieces.Is(i, '.')))
            )
                return false;
        }
        return false;
    }
}
