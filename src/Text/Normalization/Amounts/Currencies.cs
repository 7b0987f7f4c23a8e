using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Amounts;

/// <summary>Names of a currency.</summary>
/// <param name="One">The unit after "one".</param>
/// <param name="Many">The unit after other amounts.</param>
/// <param name="Cent">A hundredth after "one"; null where decimals are read after "point".</param>
/// <param name="Cents">Hundredths.</param>
internal sealed record Currency(string One, string Many, string? Cent = null, string? Cents = null);

/// <summary>The currencies by sign and by code.</summary>
internal static class Currencies
{
    private static readonly FrozenDictionary<string, Currency> Signs = new Dictionary<string, Currency>
    {
        ["$"] = new("dollar", "dollars", "cent", "cents"),
        ["US$"] = new("us dollar", "us dollars", "cent", "cents"),
        ["HK$"] = new("hong kong dollar", "hong kong dollars"),
        ["NZ$"] = new("new zealand dollar", "new zealand dollars", "cent", "cents"),
        ["A$"] = new("australian dollar", "australian dollars", "cent", "cents"),
        ["AU$"] = new("australian dollar", "australian dollars", "cent", "cents"),
        ["C$"] = new("canadian dollar", "canadian dollars", "cent", "cents"),
        ["CA$"] = new("canadian dollar", "canadian dollars", "cent", "cents"),
        ["S$"] = new("singapore dollar", "singapore dollars", "cent", "cents"),
        ["R$"] = new("real", "reais"),
        ["£"] = new("pound", "pounds", "penny", "pence"),
        ["€"] = new("euro", "euros", "cent", "cents"),
        ["¥"] = new("yen", "yen"),
        ["円"] = new("yen", "yen"),
        ["₩"] = new("won", "won"),
        ["₹"] = new("rupee", "rupees"),
        ["₨"] = new("rupee", "rupees"),
        ["₽"] = new("ruble", "rubles"),
        ["฿"] = new("Thai Baht", "Thai Baht"),
        ["₫"] = new("dong", "dong"),
        ["₪"] = new("shekel", "shekels"),
        ["₱"] = new("peso", "pesos"),
        ["₺"] = new("lira", "lira"),
        ["₴"] = new("hryvnia", "hryvnias"),
        ["₦"] = new("naira", "naira"),
        ["₡"] = new("colon", "colones"),
        ["₲"] = new("guarani", "guaranis"),
        ["₸"] = new("tenge", "tenge"),
        ["₿"] = new("bitcoin", "bitcoins"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Currency> Codes = new Dictionary<string, Currency>
    {
        ["USD"] = new("us dollar", "us dollars", "cent", "cents"),
        ["EUR"] = new("euro", "euros", "cent", "cents"),
        ["GBP"] = new("pound", "pounds", "penny", "pence"),
        ["JPY"] = new("yen", "yen"),
        ["CNY"] = new("yuan", "yuan"),
        ["RMB"] = new("yuan", "yuan"),
        ["KRW"] = new("won", "won"),
        ["INR"] = new("rupee", "rupees"),
        ["RS"] = new("rupee", "rupees"),
        ["PKR"] = new("pakistani rupee", "pakistani rupees"),
        ["NPR"] = new("nepalese rupee", "nepalese rupees"),
        ["NZD"] = new("new zealand dollar", "new zealand dollars"),
        ["AUD"] = new("australian dollar", "australian dollars"),
        ["CAD"] = new("canadian dollar", "canadian dollars"),
        ["HKD"] = new("hong kong dollar", "hong kong dollars"),
        ["SGD"] = new("singapore dollar", "singapore dollars"),
        ["CHF"] = new("swiss franc", "swiss francs"),
        ["DKK"] = new("danish krone", "danish kroner"),
        ["NOK"] = new("norwegian krone", "norwegian kroner"),
        ["SEK"] = new("swedish krona", "swedish kronor"),
        ["ISK"] = new("icelandic krona", "icelandic kronur"),
        ["FIM"] = new("finnish markka", "finnish markkas"),
        ["DM"] = new("german mark", "german marks"),
        ["AED"] = new("arab emirates dirham", "arab emirates dirhams"),
        ["DH"] = new("dirham", "dirhams"),
        ["DHS"] = new("dirham", "dirhams"),
        ["MAD"] = new("moroccan dirham", "moroccan dirhams"),
        ["SAR"] = new("saudi riyal", "saudi riyals"),
        ["QAR"] = new("qatari riyal", "qatari riyals"),
        ["CZK"] = new("czech koruna", "czech korunas"),
        ["PLN"] = new("polish zloty", "polish zlotys"),
        ["HUF"] = new("hungarian forint", "hungarian forints"),
        ["RON"] = new("romanian leu", "romanian lei"),
        ["RUB"] = new("russian ruble", "russian rubles"),
        ["UAH"] = new("ukrainian hryvnia", "ukrainian hryvnias"),
        ["RSD"] = new("serbian dinar", "serbian dinars"),
        ["TRY"] = new("turkish lira", "turkish lira"),
        ["ILS"] = new("israeli shekel", "israeli shekels"),
        ["THB"] = new("Thai Baht", "Thai Baht"),
        ["VND"] = new("vietnamese dong", "vietnamese dong"),
        ["IDR"] = new("indonesian rupiah", "indonesian rupiah"),
        ["MYR"] = new("malaysian ringgit", "malaysian ringgit"),
        ["PHP"] = new("philippine peso", "philippine pesos"),
        ["MXN"] = new("mexican peso", "mexican pesos"),
        ["ARS"] = new("argentine peso", "argentine pesos"),
        ["CLP"] = new("chilean peso", "chilean pesos"),
        ["COP"] = new("colombian peso", "colombian pesos"),
        ["BRL"] = new("brazilian real", "brazilian reais"),
        ["CRC"] = new("costa rican colon", "costa rican colones"),
        ["AWG"] = new("aruban florin", "aruban florins"),
        ["ZAR"] = new("south african rand", "south african rand"),
        ["KES"] = new("kenyan shilling", "kenyan shillings"),
        ["TZS"] = new("tanzanian shilling", "tanzanian shillings"),
        ["NGN"] = new("nigerian naira", "nigerian naira"),
        ["EGP"] = new("egyptian pound", "egyptian pounds"),
        ["CYP"] = new("cypriot pound", "cypriot pounds"),
        ["SHP"] = new("saint helena pound", "saint helena pounds"),
        ["SSP"] = new("south sudanese pound", "south sudanese pounds"),
        ["SCR"] = new("seychelles rupee", "seychelles rupees"),
        ["MVR"] = new("maldivian rufiyaa", "maldivian rufiyaa"),
        ["MRO"] = new("mauritanian ouguiya", "mauritanian ouguiyas"),
        ["CVE"] = new("cape verde escudo", "cape verde escudos"),
        ["KR"] = new("krone", "kroner"),
        ["BTC"] = new("bitcoin", "bitcoins"),
        ["ETH"] = new("ether", "ether"),
    }.ToFrozenDictionary();

    /// <summary>The singular name of a sign, as it is read on its own; null for other symbols.</summary>
    public static string? NameOfSign(string sign) => Signs.TryGetValue(sign, out var currency) ? currency.One : null;

    /// <summary>A sign such as $, US$ or HK$ at a piece.</summary>
    public static Currency? Sign(Pieces pieces, int at, out int next)
    {
        next = at + 1;
        if (
            pieces[at].Kind is PieceKind.Symbol
            && pieces.Text[pieces[at].Start] is var sign
            && sign < 128
            && sign != '$'
        )
            return null;
        if (pieces[at].Kind is PieceKind.Symbol)
            return Signs.GetValueOrDefault(pieces.String(at));
        if (!pieces.IsLetters(at) || !pieces.Is(at + 1, '$') || pieces.Length(at) > 2)
            return null;
        next = at + 2;
        return Signs.GetValueOrDefault(pieces.String(at) + "$");
    }

    /// <summary>A code such as USD, or rs in any case, at a piece.</summary>
    public static Currency? Code(Pieces pieces, int at, out int next)
    {
        next = at + 1;
        if (!pieces.IsLetters(at) || pieces.Length(at) is < 2 or > 3 || IsPair(pieces, at))
            return null;
        var code = pieces.String(at);
        var known = Codes.GetValueOrDefault(code.ToUpperInvariant());
        var allowed =
            known is not null
            && (!code.Any(char.IsLower) || !code.Any(char.IsUpper) || code is "Rs" or "Dh" or "Dhs")
            && code is not ("KR" or "try" or "cop" or "mad" or "all" or "scr" or "cad" or "php");
        if (!allowed)
            return null;
        if (code is "Rs" or "rs" or "Dhs" && pieces.Is(next, '.'))
            next++;
        return known;
    }

    /// <summary>EUR/USD: the rate between two currencies.</summary>
    private static bool IsPair(Pieces pieces, int at) =>
        (pieces.Is(at - 1, '/') && pieces.IsLetters(at - 2) && pieces.Length(at - 2) == 3)
        || (pieces.Is(at + 1, '/') && pieces.IsCapital(at + 2) && pieces.Length(at + 2) == 3);
}
