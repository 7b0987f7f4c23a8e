using System.Reflection;

namespace VoiceSmith.Streaming.Tests;

/// <summary>Dependencies between the project's namespaces.</summary>
public sealed class RoomsTests
{
    private const BindingFlags All =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    [Fact]
    public void Namespaces_OfTheProject_DependOneWay()
    {
        var assembly = typeof(SpeechEngine).Assembly;
        var left = assembly
            .GetTypes()
            .Where(type => IsOurs(type))
            .SelectMany(type =>
                UsedBy(type)
                    .Where(IsOurs)
                    .Select(used => (From: type.Namespace!, To: used.Namespace!, Types: $"{type} uses {used}"))
            )
            .Where(one => one.From != one.To)
            .ToList();
        Assert.Contains(
            left,
            one => one is { From: "VoiceSmith.Streaming.Stages", To: "VoiceSmith.Streaming.Utterances" }
        );
        while (left.RemoveAll(one => left.TrueForAll(other => other.From != one.To)) > 0)
        {
            // what needs nothing more is out of the way
        }
        Assert.True(left.Count == 0, string.Join(Environment.NewLine, left.Select(one => one.Types).Distinct()));

        bool IsOurs(Type type) =>
            type.Assembly == assembly
            && type.Namespace?.StartsWith("VoiceSmith.Streaming", StringComparison.Ordinal) == true;
    }

    /// <summary>Types in a type's declaration, its members' signatures and its methods' locals.</summary>
    private static IEnumerable<Type> UsedBy(Type type)
    {
        var methods = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).ToList();
        IEnumerable<Type?> direct =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetFields(All).Select(field => field.FieldType),
            .. methods.OfType<MethodInfo>().Select(method => method.ReturnType),
            .. methods.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType),
            .. methods
                .SelectMany(method => method.GetMethodBody()?.LocalVariables ?? [])
                .Select(local => local.LocalType),
        ];
        return direct.OfType<Type>().SelectMany(Unwrapped);
    }

    private static IEnumerable<Type> Unwrapped(Type type) =>
        type.HasElementType
            ? Unwrapped(type.GetElementType()!)
            : type.GetGenericArguments().Where(argument => argument != type).SelectMany(Unwrapped).Append(type);
}
