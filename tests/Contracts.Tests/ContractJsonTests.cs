using System.Text.Json;

namespace VoiceSmith.Contracts.Tests;

public sealed class ContractJsonTests
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        TypeInfoResolver = ContractJson.Resolver,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    [Fact]
    public void Flattened_Members_StandInItsPlace()
    {
        var json = JsonSerializer.Serialize(
            new Card
            {
                Provenance = new() { AcousticStep = 3, Licence = "CC0 1.0" },
            },
            Strict
        );
        Assert.StartsWith(
            """{"Name":"","AcousticStep":3,"VocoderStep":0,"DataHash":"","Licence":"CC0 1.0",""",
            json,
            StringComparison.Ordinal
        );
        Assert.EndsWith(""","Metrics":{},"Size":0}""", json, StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize<Card>(json, Strict)!;
        Assert.Equal((3, "CC0 1.0"), (read.Provenance.AcousticStep, read.Provenance.Licence));
    }

    [Fact]
    public void Flattened_TwoObjects_ShareNothing()
    {
        var read = JsonSerializer.Deserialize<Card[]>(
            """[{"AcousticStep":1,"Licence":"a"},{"AcousticStep":2,"Licence":"b"}]""",
            Strict
        )!;
        Assert.Equal(
            [("a", 1L), ("b", 2L)],
            read.Select(card => (card.Provenance.Licence, card.Provenance.AcousticStep))
        );
    }

    [Theory]
    [InlineData("""{"AcousticStep":1}""")]
    [InlineData("""{"Licence":"a","Provenance":{}}""")]
    public void Flattened_RequiredMemberMissingOrUnknownMember_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Card>(json, Strict));

    private sealed record Card
    {
        public string Name { get; init; } = "";

        [Flattened(nameof(Provenance.Licence))]
        public Provenance Provenance { get; init; } = new();

        public int Size { get; init; }
    }
}
