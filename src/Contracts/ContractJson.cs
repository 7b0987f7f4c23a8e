using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VoiceSmith.Contracts;

/// <summary>
/// Marks a property whose members are written to JSON in its place, beside those of the object that contains it.
/// </summary>
/// <remarks>The containing type has a parameterless constructor and gives the property a new instance.</remarks>
/// <param name="required">Names of members that must be present when the object is read.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlattenedAttribute(params string[] required) : Attribute
{
    /// <summary>Names of members that must be present when the object is read.</summary>
    public IReadOnlyList<string> Required { get; } = required;
}

/// <summary>JSON settings of the contract's messages and files.</summary>
public static class ContractJson
{
    /// <summary>Follows <see cref="FlattenedAttribute"/>; otherwise the serializer's defaults.</summary>
    public static IJsonTypeInfoResolver Resolver { get; } = new DefaultJsonTypeInfoResolver { Modifiers = { Flatten } };

    /// <summary>Settings for messages over HTTP.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = Resolver,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // as ASP.NET writes
        };
        options.MakeReadOnly();
        return options;
    }

    private static void Flatten(JsonTypeInfo type)
    {
        foreach (var outer in type.Properties.ToArray())
            if (
                outer.AttributeProvider is PropertyInfo property
                && property.GetCustomAttribute<FlattenedAttribute>() is { } flattened
            )
                Flatten(type, outer, flattened);
    }

    private static void Flatten(JsonTypeInfo type, JsonPropertyInfo outer, FlattenedAttribute flattened)
    {
        var index = type.Properties.IndexOf(outer);
        type.Properties.RemoveAt(index);
        foreach (var inner in type.Options.GetTypeInfo(outer.PropertyType).Properties)
        {
            var member = type.CreateJsonPropertyInfo(inner.PropertyType, inner.Name);
            member.Get = owner => inner.Get!(outer.Get!(owner)!);
            member.Set = (owner, value) => inner.Set!(outer.Get!(owner)!, value);
            member.IsRequired =
                inner.AttributeProvider is PropertyInfo property && flattened.Required.Contains(property.Name);
            type.Properties.Insert(index++, member);
        }
    }
}
