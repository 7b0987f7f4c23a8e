using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MessagePack;
using AllowedValuesAttribute = System.ComponentModel.DataAnnotations.AllowedValuesAttribute;

namespace VoiceSmith.Contracts.Tests;

/// <summary>The contract's messages as TypeScript: an interface for every record, with its documentation.</summary>
internal static partial class TypeScriptContract
{
    private const int LineLength = 120;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The file's text.</summary>
    public static string Generate()
    {
        var docs = XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, "VoiceSmith.Contracts.xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);
        var messages = typeof(SpeakRequest)
            .Assembly.GetExportedTypes()
            .Where(IsMessage)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .ToArray();
        var text = new StringBuilder(
            """
            // Generated from src/Contracts. Do not edit: tests/Contracts.Tests writes this file, and fails when it is stale.


            """
        );
        foreach (var message in messages)
            Write(text, message, docs);
        var events = messages.Where(type => type.BaseType == typeof(SpeakEvent)).Select(type => type.Name);
        text.Append(
            $"{Comment("", Words(docs["T:VoiceSmith.Contracts.SpeakEvent"], "summary"))}export type SpeakEvent =\n"
        );
        text.Append(string.Join('\n', events.Select(name => $"  | {name}"))).Append(";\n");
        return text.ToString();
    }

    /// <summary>True for records that cross a process border.</summary>
    private static bool IsMessage(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && type.GetMethod("<Clone>$") is not null
        && type != typeof(ErrorEntry);

    private static void Write(StringBuilder text, Type type, Dictionary<string, XElement> docs)
    {
        var isRequest = type.Name.EndsWith("Request", StringComparison.Ordinal);
        var isExtended = type.BaseType is { } parent && IsMessage(parent);
        text.Append(Comment("", Words(docs[$"T:{type.FullName}"], "summary")));
        text.Append($"export interface {type.Name} {(isExtended ? $"extends {type.BaseType!.Name} " : "")}{{\n");
        if (type.BaseType == typeof(SpeakEvent))
            text.Append($"  type: '{type.GetField("Kind")!.GetRawConstantValue()}';\n");
        foreach (var property in MembersOf(type, isExtended))
        {
            var doc = docs.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var own)
                ? Words(own, "summary")
                : Words(docs[$"T:{type.FullName}"], "param", property.Name);
            text.Append(Comment("  ", doc)).Append($"  {Member(property, isRequest)};\n");
        }
        text.Append("}\n\n");
    }

    /// <summary>Members in the order of their declaration; those of flattened properties in their place.</summary>
    private static IEnumerable<PropertyInfo> MembersOf(Type type, bool onlyOwn) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property =>
                property.DeclaringType != typeof(SpeakEvent)
                && property.GetMethod!.GetParameters().Length == 0
                && property.DeclaringType!.IsAssignableFrom(type)
                && (!onlyOwn || property.DeclaringType == type)
            )
            .Where(property => property is not { Name: nameof(ITimedEvent.Samples), SetMethod: null })
            .SelectMany(property =>
                property.IsDefined(typeof(FlattenedAttribute)) ? MembersOf(property.PropertyType, false) : [property]
            );

    private static string Member(PropertyInfo property, bool isRequest)
    {
        var name =
            property.GetCustomAttribute<KeyAttribute>()?.StringKey
            ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var type = TypeOf(property);
        if (Nullability.Create(property).ReadState != NullabilityState.Nullable)
            return $"{name}: {type}";
        return isRequest ? $"{name}?: {type}"
            : property.IsDefined(typeof(JsonIgnoreAttribute)) ? $"{name}?: {type} | null"
            : $"{name}: {type} | null";
    }

    private static string TypeOf(PropertyInfo property) =>
        property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
            ? string.Join(" | ", allowed.Values.Select(value => $"'{value}'"))
            : TypeOf(property.PropertyType, property.DeclaringType!.IsDefined(typeof(MessagePackObjectAttribute)));

    private static string TypeOf(Type type, bool overMessagePack)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return TypeOf(value, overMessagePack);
        if (type.IsArray)
            return $"{TypeOf(type.GetElementType()!, overMessagePack)}[]";
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return $"{TypeOf(type.GetGenericArguments()[0], overMessagePack)}[]";
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return $"Record<string, {TypeOf(type.GetGenericArguments()[1], overMessagePack)}>";
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset))
            return overMessagePack ? "Date | string" : "string"; // a date over MessagePack, its text in JSON
        return type == typeof(string) ? "string"
            : type == typeof(bool) ? "boolean"
            : type == typeof(ReadOnlyMemory<byte>) ? "Uint8Array"
            : type.IsPrimitive ? "number"
            : IsMessage(type) ? type.Name
            : throw new NotSupportedException($"{type} has no TypeScript type.");
    }

    /// <summary>The text of an element of the documentation.</summary>
    private static string Words(XElement member, string element, string? name = null)
    {
        var found = member.Elements(element).First(one => name is null || one.Attribute("name")?.Value == name);
        var words = string.Concat(
            found
                .Nodes()
                .Select(node =>
                    node switch
                    {
                        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } target => NameOf(
                            target.Value
                        ),
                        XElement { Name.LocalName: "paramref" } parameter => JsonNamingPolicy.CamelCase.ConvertName(
                            parameter.Attribute("name")!.Value
                        ),
                        XElement other => other.Value,
                        _ => node.ToString(),
                    }
                )
        );
        return System.Net.WebUtility.HtmlDecode(Blanks().Replace(words, " ").Trim());
    }

    private static string NameOf(string target)
    {
        var name = target[(target.LastIndexOf('.') + 1)..];
        return target[0] == 'T' ? name : JsonNamingPolicy.CamelCase.ConvertName(name);
    }

    private static string Comment(string indent, string words)
    {
        if (indent.Length + words.Length + 7 <= LineLength)
            return $"{indent}/** {words} */\n";
        var lines = new List<string> { "" };
        foreach (var word in words.Split(' '))
            if (indent.Length + 3 + lines[^1].Length + word.Length + 1 > LineLength)
                lines.Add(word);
            else
                lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        return $"{indent}/**\n{string.Concat(lines.Select(line => $"{indent} * {line}\n"))}{indent} */\n";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
