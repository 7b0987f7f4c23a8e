using System.Collections.Frozen;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>The words of addresses: domains, file endings, acronyms.</summary>
internal static class ElectronicWords
{
    /// <summary>Domains of the first level that stand on their own in text.</summary>
    public static readonly FrozenSet<string> Domains = new[]
    {
        "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "app", "dev", "tv", "uk", "de",
        "fr", "it", "es", "nl", "be", "ch", "at", "se", "no", "dk", "fi", "pl", "cz", "ru", "ua", "jp", "cn", "kr",
        "in", "au", "nz", "ca", "us", "br", "mx", "ar", "za", "ie", "pt", "gr", "tr", "il", "eu", "co", "me", "xyz",
        "online", "store", "shop", "site", "blog", "tech", "cloud", "sm",
    }.ToFrozenSet();

    /// <summary>The endings of files.</summary>
    public static readonly FrozenSet<string> Extensions = new[]
    {
        "txt", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv", "tsv", "json", "xml", "yaml", "yml", "toml",
        "ini", "cfg", "conf", "log", "md", "html", "htm", "css", "js", "ts", "py", "java", "cs", "cpp", "rb", "rs",
        "go", "php", "sh", "bat", "exe", "dll", "zip", "gz", "tar", "rar", "jpg", "jpeg", "png", "gif", "bmp", "svg",
        "webp", "mp3", "mp4", "wav", "ogg", "flac", "avi", "mov", "mkv", "iso", "bin", "sql", "db", "bak", "tmp",
        "lock", "ipynb", "tex", "epub",
    }.ToFrozenSet();

    /// <summary>Letters that are spelled although they could be said.</summary>
    public static readonly FrozenSet<string> Spelled = new[]
    {
        "http", "https", "ftp", "www", "html", "htm", "url", "uri", "pdf", "xml", "css", "js", "ts", "php", "asp",
        "cgi", "sql", "ssl", "ssh", "dns", "rtx", "gtx", "dgx", "hgx", "gpu", "cpu", "api", "sdk", "ui", "ux", "id",
        "io", "ai", "tv", "uk", "us", "eu", "faq", "rss", "exe", "dll", "cs", "csv", "usb", "aws", "ibm", "bbc", "cnn",
        "nbc", "nyt", "mit", "de", "fr", "it", "es", "at", "be", "in", "no", "ie", "ca", "au", "nz", "za", "il", "ua",
        "fi", "se", "sm", "ppt", "ini", "iso", "avi", "svg", "hr", "pr", "vip", "ip", "tcp", "en",
    }.ToFrozenSet();

    /// <summary>Short words that join an acronym in a user or host name: rtxprohelp.</summary>
    public static readonly FrozenSet<string> Joined = new[]
    {
        "help", "pro", "support", "info", "sales", "news", "mail", "shop", "store", "web", "site", "team", "dev",
        "developer", "program", "early", "access", "service", "services", "enterprise", "drive", "sim", "max", "mini",
        "plus", "cloud", "data", "center", "server", "studio", "games", "labs", "admin", "contact", "online", "app",
        "apps", "test", "user",
    }.ToFrozenSet();

    /// <summary>Domains that stand even after a single letter: x.com.</summary>
    public static readonly FrozenSet<string> Strong = new[]
    {
        "com", "org", "net", "edu", "gov", "io", "co", "tv", "ai",
    }.ToFrozenSet();

    /// <summary>Domains that are common words, so that one point before them proves nothing.</summary>
    public static readonly FrozenSet<string> Weak = new[]
    {
        "in", "it", "at", "be", "no", "me", "us", "is", "int", "go", "store", "shop", "site", "online", "blog", "cloud",
        "app", "log", "bin", "lock",
    }.ToFrozenSet();

    /// <summary>A word that begins the next sentence where the blank after the point was forgotten.</summary>
    public static bool IsCommon(string word) =>
        word
            is "the"
                or "and"
                or "then"
                or "this"
                or "that"
                or "they"
                or "he"
                or "she"
                or "we"
                or "you"
                or "but"
                or "is"
                or "to"
                or "of"
                or "for"
                or "so"
                or "my"
                or "on"
                or "if"
                or "as"
                or "an"
                or "or"
                or "by"
                or "do"
                or "go"
                or "was"
                or "are"
                or "not"
                or "can"
                or "had"
                or "has"
                or "her"
                or "his"
                or "its"
                or "our"
                or "who"
                or "how"
                or "what"
                or "when"
                or "with"
                or "will"
                or "just"
                or "here"
                or "there"
                or "all"
                or "one"
                or "now"
                or "yes"
                or "well"
                or "i";
}
