using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization;
using VoiceSmith.Hub.Runs;
using VoiceSmith.Studio.DataSets;
using VoiceSmith.Studio.Runs;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Hub.Tests.Runs;

/// <summary>The studio's types in the contract's messages.</summary>
public sealed class RunMappingTests
{
    [Fact]
    public void ToContract_EveryKindOfEvent_HasItsTypeInTheContract()
    {
        RunEvent[] events =
        [
            new RunStateChanged(RunState.Failed, "VS4037"),
            new RunStarted(12),
            new RunProgressed(new Dictionary<string, double>(), 1, 2, 3),
            new RunValidated(
                new Dictionary<string, double>(),
                1,
                true,
                [new(ValidationFileKind.Alignment, "clip", "/a.png")]
            ),
            new RunSaved(true),
            new RunStepSkipped("why"),
            new RunPromoted(new(1, "tiny", "abc", "me", DateTime.UnixEpoch)),
        ];
        var kinds = typeof(RunEvent)
            .GetCustomAttributes<JsonDerivedTypeAttribute>()
            .ToDictionary(kind => kind.DerivedType, kind => kind.TypeDiscriminator);
        Assert.Equal(kinds.Count, events.Length);
        foreach (var one in events)
        {
            var message = (one with { Number = 3, Step = 5, At = DateTime.UnixEpoch }).ToContract();
            Assert.Equal(kinds[one.GetType()], message.Type);
            Assert.Equal((3, 5, DateTime.UnixEpoch), (message.Number, message.Step, message.At));
            Assert.Contains(message.Type, AllowedIn<Contracts.RunEvent>(nameof(message.Type)));
        }
    }

    [Fact]
    public void ToContract_EveryState_IsAllowedInTheContract()
    {
        Assert.Equal(
            AllowedIn<Contracts.Run>(nameof(Contracts.Run.State)),
            Enum.GetValues<RunState>()
                .Select(state =>
                    new Run
                    {
                        Id = "a",
                        Name = "a",
                        State = state,
                        DataSet = "a",
                        User = "a",
                        Consent = "a",
                        Voice = "a",
                        Parent = "a",
                    }
                        .ToContract()
                        .State
                )
        );
        Assert.Equal(
            AllowedIn<Contracts.DataSet>(nameof(Contracts.DataSet.State)),
            Enum.GetValues<DataSetState>()
                .Select(state =>
                    new DataSet
                    {
                        Id = "a",
                        Name = "a",
                        State = state,
                    }
                        .ToContract()
                        .State
                )
        );
    }

    private static IEnumerable<string> AllowedIn<T>(string member) =>
        typeof(T).GetProperty(member)!.GetCustomAttribute<AllowedValuesAttribute>()!.Values.Select(value => $"{value}");
}
