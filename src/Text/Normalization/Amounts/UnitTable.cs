using System.Collections.Frozen;

namespace VoiceSmith.Text.Normalization.Amounts;

/// <summary>The name of a unit of measure, for one and for several.</summary>
internal sealed record Unit(string One, string Many);

/// <summary>The units of measure and their symbols.</summary>
internal static class UnitTable
{
    private const string Micro = "\u00B5",
        Mu = "\u03BC";

    private static readonly (string Symbol, string Name)[] Prefixes =
    [
        ("", ""),
        ("p", "pico"),
        ("n", "nano"),
        (Micro, "micro"),
        (Mu, "micro"),
        ("m", "milli"),
        ("c", "centi"),
        ("d", "deci"),
        ("k", "kilo"),
        ("M", "mega"),
        ("G", "giga"),
        ("T", "tera"),
    ];

    /// <summary>Symbol, name, and which prefixes make sense; a blank stands for none.</summary>
    private static readonly (string Symbol, string Name, string Prefixes)[] Metric =
    [
        ("m", "meter", " nµμmcdk"),
        ("g", "gram", " nµμmk"),
        ("l", "liter", " µμmcd"),
        ("L", "liter", " µμmcd"),
        ("s", "second", "nµμm"),
        ("V", "volt", " µμmkM"),
        ("W", "watt", " µμmkMGT"),
        ("A", "amp", " nµμmk"),
        ("Hz", "hertz", " kMGT"),
        ("J", "joule", " mkMGT"),
        ("Pa", "pascal", " kMG"),
        ("N", "newton", "mk"),
        ("Ω", "ohm", " mµμ"),
        ("ω", "ohm", " "),
        ("F", "farad", "pnµμm"),
        ("eV", "electron volt", " kMGT"),
        ("Wh", "watt hour", " kMGT"),
        ("bps", "bit per second", " kMGT"),
        ("B", "byte", "kMGT"),
        ("b", "bit", "kMGT"),
        ("cal", "calorie", " k"),
        ("mol", "mole", " mµμn"),
        ("bar", "bar", " m"),
        ("Sv", "sievert", " mµμ"),
        ("Bq", "becquerel", " kMG"),
        ("B/s", "byte per second", " kMGT"),
        ("gf", "gram force", "k"),
        ("Gy", "gray", " m"),
        ("lm", "lumen", " "),
        ("cd", "candela", " "),
        ("rad", "radian", " m"),
        ("dB", "decibel", " "),
    ];

    private static readonly FrozenDictionary<string, Unit> Others = new Dictionary<string, Unit>
    {
        ["KB"] = Regular("kilobyte"),
        ["kb"] = Regular("kilobit"),
        ["PB"] = Regular("petabyte"),
        ["EB"] = Regular("exabyte"),
        ["ZB"] = Regular("zettabyte"),
        ["KiB"] = Regular("kibibyte"),
        ["MiB"] = Regular("mebibyte"),
        ["GiB"] = Regular("gibibyte"),
        ["TiB"] = Regular("tebibyte"),
        ["amu"] = Regular("atomic mass unit"),
        ["atm"] = Regular("atmosphere"),
        ["au"] = new("AU", "AU"),
        ["AU"] = new("AU", "AU"),
        ["cc"] = new("CC", "CC"),
        ["cwt"] = new("hundredweight", "hundredweight"),
        ["ha"] = Regular("hectare"),
        ["hl"] = Regular("hectoliter"),
        ["hPa"] = Regular("hectopascal"),
        ["hp"] = new("horsepower", "horsepower"),
        ["psi"] = new("PSI", "PSI"),
        ["ppm"] = new("part per million", "parts per million"),
        ["rpm"] = new("revolution per minute", "revolutions per minute"),
        ["bpm"] = new("beat per minute", "beats per minute"),
        ["fps"] = new("frame per second", "frames per second"),
        ["dpi"] = new("dot per inch", "dots per inch"),
        ["mph"] = new("mile per hour", "miles per hour"),
        ["kph"] = new("kilometer per hour", "kilometers per hour"),
        ["kmh"] = new("kilometer per hour", "kilometers per hour"),
        ["mpg"] = new("mile per gallon", "miles per gallon"),
        ["ft"] = new("foot", "feet"),
        ["in"] = new("inch", "inches"),
        ["mi"] = Regular("mile"),
        ["yd"] = Regular("yard"),
        ["yds"] = Regular("yard"),
        ["lb"] = Regular("pound"),
        ["lbs"] = Regular("pound"),
        ["oz"] = Regular("ounce"),
        ["gal"] = Regular("gallon"),
        ["qt"] = Regular("quart"),
        ["pt"] = Regular("pint"),
        ["tsp"] = Regular("teaspoon"),
        ["tbsp"] = Regular("tablespoon"),
        ["kt"] = Regular("knot"),
        ["kts"] = Regular("knot"),
        ["ly"] = Regular("light year"),
        ["s"] = Regular("second"),
        ["sec"] = Regular("second"),
        ["secs"] = Regular("second"),
        ["min"] = Regular("minute"),
        ["mins"] = Regular("minute"),
        ["h"] = Regular("hour"),
        ["d"] = Regular("day"),
        ["hr"] = Regular("hour"),
        ["hrs"] = Regular("hour"),
        ["wk"] = Regular("week"),
        ["wks"] = Regular("week"),
        ["mo"] = Regular("month"),
        ["mos"] = Regular("month"),
        ["yr"] = Regular("year"),
        ["yo"] = new("year old", "year old"),
        ["yrs"] = Regular("year"),
        ["kgf"] = new("kilogram force", "kilograms force"),
        ["btu"] = new("BTU", "BTU"),
        ["BTU"] = new("BTU", "BTU"),
        ["kcals"] = Regular("kilocalorie"),
        ["ds"] = Regular("decisecond"),
        ["Tl"] = Regular("teraliter"),
        ["kgs"] = Regular("kilogram"),
        ["kms"] = Regular("kilometer"),
        ["px"] = Regular("pixel"),
        ["mmHg"] = new("millimeter of mercury", "millimeters of mercury"),
        ["Nm"] = Regular("newton meter"),
        ["mAh"] = Regular("milliamp hour"),
        ["Ah"] = Regular("amp hour"),
        ["MP"] = Regular("megapixel"),
        ["kΩ"] = Regular("kilohm"),
        ["MΩ"] = Regular("megohm"),
        ["GΩ"] = Regular("gigohm"),
        ["VA"] = Regular("volt amp"),
        ["kVA"] = Regular("kilovolt amp"),
        ["dBm"] = Regular("decibel milliwatt"),
        ["IU"] = new("IU", "IU"),
        ["BPM"] = new("beat per minute", "beats per minute"),
        ["x"] = new("time", "times"),
        ["ppb"] = new("part per billion", "parts per billion"),
        ["Å"] = Regular("angstrom"),
        ["c"] = Regular("cup"),
        ["T"] = Regular("tablespoon"),
        ["Tbsp"] = Regular("tablespoon"),
        ["qts"] = Regular("quart"),
        ["pts"] = Regular("pint"),
        ["gals"] = Regular("gallon"),
        ["tbs"] = Regular("tablespoon"),
    }.ToFrozenDictionary();

    /// <summary>Units by their symbols as written.</summary>
    public static readonly FrozenDictionary<string, Unit> Exact = BuildExact();

    /// <summary>Units that people write in any case.</summary>
    private static readonly FrozenSet<string> Common = new[]
    {
        "kg", "kgs", "km", "kms", "cm", "mm", "mg", "ml", "lb", "lbs", "oz", "ft", "mph", "kph", "kmh", "mbps", "kbps",
        "gbps", "ghz", "mhz", "khz", "hz", "db", "kw", "kwh", "mwh", "gwh", "gw", "gb", "mb", "kb", "tb", "kcal", "rpm",
        "kpa", "mpa", "psi", "yd", "btu", "min", "sec", "hr", "hrs", "cc", "bpm", "mi", "mol", "rad", "bar", "amu",
        "atm", "sv", "tj", "tl", "ev", "kv", "ha",
    }.ToFrozenSet();

    /// <summary>By lower case, where only one unit claims it or everyday use decides: KG, KM, mbps.</summary>
    private static readonly FrozenDictionary<string, Unit> AnyCase = Exact
        .Where(entry => Common.Contains(entry.Key.ToLowerInvariant()))
        .GroupBy(entry => entry.Key.ToLowerInvariant())
        .Select(same =>
            same.FirstOrDefault(entry => entry.Key == same.Key) is { Key: not null } lower ? lower : same.First()
        )
        .ToFrozenDictionary(entry => entry.Key.ToLowerInvariant(), entry => entry.Value);

    /// <summary>Units whose squares and cubes are written with a 2 or 3.</summary>
    public static readonly FrozenSet<string> Lengths = new[]
    {
        "m", "mm", "cm", "dm", "km", "ft", "in", "mi", "yd",
    }.ToFrozenSet();

    /// <summary>Words for symbols that follow the stroke of a price: $5/ea.</summary>
    public static readonly FrozenDictionary<string, string> PerWords = new Dictionary<string, string>
    {
        ["ea"] = "each",
        ["d"] = "per day",
        ["svc"] = "per service",
        ["pg"] = "per page",
        ["usr"] = "per user",
        ["wd"] = "per word",
        ["m"] = "per meter",
        ["g"] = "per gram",
    }.ToFrozenDictionary();

    /// <summary>Words that may follow the stroke of a price: $5/person.</summary>
    public static readonly FrozenSet<string> PerNouns = new[]
    {
        "dozen", "second", "minute", "hour", "day", "week", "month", "quarter", "year", "night", "service", "liter",
        "litre", "gallon", "kilogram", "pound", "ounce", "ton", "unit", "foot", "inch", "meter", "metre", "yard",
        "mile", "acre", "visit", "page", "user", "passenger", "word", "cycle", "load", "person", "task", "shift",
        "project", "class", "session", "share", "barrel", "bottle", "piece", "item", "seat", "ticket", "head",
        "student", "child", "adult", "room", "guest", "lesson", "game", "call", "box", "bag", "case", "pack", "plate",
        "token", "line", "car", "vehicle", "issue", "copy", "stock", "order", "trip", "ride",
    }.ToFrozenSet();

    /// <summary>The unit of a symbol, in any case where people write it so; null for none.</summary>
    public static Unit? Find(string symbol) =>
        Exact.TryGetValue(symbol, out var unit) || AnyCase.TryGetValue(symbol.ToLowerInvariant(), out unit)
            ? unit
            : null;

    /// <summary>A unit whose plural is regular.</summary>
    public static Unit Regular(string name) =>
        name.EndsWith(" per second", StringComparison.Ordinal)
            ? new(name, name.Replace(" per", "s per", StringComparison.Ordinal))
            : new(
                name,
                name is "hertz" || name.EndsWith("hertz", StringComparison.Ordinal) ? name
                    : name.EndsWith("inch", StringComparison.Ordinal) ? name + "es"
                    : name + "s"
            );

    private static FrozenDictionary<string, Unit> BuildExact()
    {
        var units = new Dictionary<string, Unit>(Others);
        foreach (var (symbol, name, allowed) in Metric)
            foreach (var (prefix, prefixName) in Prefixes)
                if (allowed.Contains(prefix.Length == 0 ? ' ' : prefix[0]))
                    units.TryAdd(prefix + symbol, Regular(prefixName + name));
        return units.ToFrozenDictionary();
    }
}
