namespace VoiceSmith.Access;

/// <summary>Rights of a caller. Each scope includes those before it.</summary>
public enum Scope
{
    /// <summary>Speak, and list voices.</summary>
    Speak = 1,

    /// <summary>Data sets and training runs.</summary>
    Train = 2,

    /// <summary>Publishing and rolling back voices.</summary>
    Admin = 3,
}

/// <summary>Names of scopes.</summary>
public static class Scopes
{
    /// <summary>A scope's name, as keys and tokens have it.</summary>
    public static string Name(this Scope scope) =>
        scope switch
        {
            Scope.Speak => "speak",
            Scope.Train => "train",
            _ => "admin",
        };

    /// <summary>The scope of a name; null if there is none.</summary>
    public static Scope? Find(string name) =>
        name switch
        {
            "speak" => Scope.Speak,
            "train" => Scope.Train,
            "admin" => Scope.Admin,
            _ => null,
        };

    /// <summary>
    /// The widest scope of a list of names, such as a token's <c>scope</c> claim; null if it has none of them.
    /// </summary>
    public static Scope? Widest(IEnumerable<string> names) =>
        names.SelectMany(list => list.Split(' ')).Select(Find).Max();
}
