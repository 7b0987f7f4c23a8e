using VoiceSmith.Access;
using VoiceSmith.Publishing;
using VoiceSmith.Streaming;
using VoiceSmith.Studio;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using Node = System.Collections.Generic.Dictionary<object, object>;

namespace VoiceSmith.Cluster.Tests;

/// <summary>The compose files: what they name is there, and options are spelled as the server has them.</summary>
public sealed class DeploymentTests
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        [ClusterOptions.Section] = typeof(ClusterOptions),
        [StreamingOptions.Section] = typeof(StreamingOptions),
        [TrainingOptions.Section] = typeof(TrainingOptions),
        ["Voices"] = typeof(VoiceOptions),
        ["Access"] = typeof(AccessOptions),
    };

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("cluster.yaml")]
    public void Services_OfAFile_NameOnlyWhatIsThere(string file)
    {
        var (services, volumes) = Read(file);
        Assert.Distinct(services.Values.SelectMany(service => List(service, "ports")).Select(port => port.Split(':')[0]));
        foreach (var (name, service) in services)
        {
            Assert.True(service.ContainsKey("image"), name);
            Assert.All(List(service, "depends_on"), other => Assert.Contains(other, services.Keys));
            foreach (var volume in List(service, "volumes").Select(one => one.Split(':')[0]))
                if (!volume.StartsWith('.'))
                    Assert.Contains(volume, volumes);
            foreach (var option in EnvironmentOf(service).Keys.Select(key => key.Split("__")))
                Assert.True(
                    option.Length == 2 && Sections[option[0]].GetProperty(option[1]) is not null,
                    $"{name}: {string.Join("__", option)}"
                );
        }
    }

    [Fact]
    public void Cluster_AsItIsDeployed_HasEnoughMembersAndTimeToDrain()
    {
        var (services, _) = Read("cluster.yaml");
        var members = services.Values.Where(service => EnvironmentOf(service).ContainsKey("Cluster__Role")).ToList();
        var roles = members.Select(member => EnvironmentOf(member)["Cluster__Role"]).ToList();
        Assert.Equal(2, roles.Count(role => Enum.Parse<ClusterRole>(role, ignoreCase: true) == ClusterRole.Gateway));
        Assert.Equal(3, roles.Count(role => Enum.Parse<ClusterRole>(role, ignoreCase: true) == ClusterRole.Worker));
        Assert.All(
            members,
            member =>
            {
                Assert.Contains(EnvironmentOf(member)["Cluster__Redis"].Split(':')[0], services.Keys);
                var grace = TimeSpan.FromSeconds(int.Parse($"{member["stop_grace_period"]}"[..^1], null));
                Assert.True(grace > new StreamingOptions().DrainTime);
                Assert.Equal("true", EnvironmentOf(member)["Training__Shared"]);
                Assert.Equal(["data:/data"], List(member, "volumes")); // Training__Folder is in it
            }
        );
    }

    private static (Dictionary<string, Node> Services, IReadOnlyCollection<string> Volumes) Read(string file)
    {
        using var text = File.OpenText(Path.Combine(AppContext.BaseDirectory, "deploy", file));
        var all = new DeserializerBuilder().Build().Deserialize<Node>(new MergingParser(new Parser(text)));
        return (
            ((Node)all["services"]).ToDictionary(service => (string)service.Key, service => (Node)service.Value),
            [.. ((Node)all["volumes"]).Keys.Cast<string>()]
        );
    }

    private static IEnumerable<string> List(Node service, string name) =>
        service.TryGetValue(name, out var items) ? ((List<object>)items).Cast<string>() : [];

    private static Dictionary<string, string> EnvironmentOf(Node service) =>
        service.TryGetValue("environment", out var pairs)
            ? ((Node)pairs).ToDictionary(pair => (string)pair.Key, pair => $"{pair.Value}")
            : [];
}
