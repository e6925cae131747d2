using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.HomeAssistant;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Docs;

/// <summary>Every topic, entity and command that the examples name is one that there is.</summary>
public sealed partial class ExampleTests
{
    private const string Root = "edgedaemon/porch-pi/";

    [Fact]
    public void NodeRed_EveryTopic_IsOfTheContract()
    {
        var nodes = JsonNode.Parse(Read("node-red.json"))!.AsArray();
        var ids = nodes.Select(n => (string)n!["id"]!).ToHashSet();

        var topics = nodes.Select(n => (string?)n!["topic"]).OfType<string>().Where(t => t.Length > 0).ToList();
        topics.AddRange(nodes.SelectMany(n => n!["rules"]?.AsArray() ?? []).Select(r => (string?)r!["to"]).OfType<string>());
        Assert.True(topics.Count > 4);
        Assert.All(topics, AssertIsTopic);
        Assert.All(nodes.SelectMany(n => n!["wires"]?.AsArray() ?? []).SelectMany(w => w!.AsArray()), to => Assert.Contains((string)to!, ids));
    }

    [Fact]
    public void NodeRed_EveryCommand_IsWellFormed()
    {
        var nodes = JsonNode.Parse(Read("node-red.json"))!.AsArray();

        var payload = Assert.Single(nodes, n => (string)n!["type"]! == "inject")!["payload"];
        Assert.NotNull(CommandParser.Parse(CommandCode.Pause, System.Text.Encoding.UTF8.GetBytes((string)payload!)));
    }

    /// <summary>A camera of which nothing is known yet is no problem; it was told as one.</summary>
    [Fact]
    public void NodeRed_AProblem_IsWhatKeepsACameraFromSeeing()
    {
        var nodes = JsonNode.Parse(Read("node-red.json"))!.AsArray().ToDictionary(n => (string)n!["id"]!, n => n!);
        var rules = nodes.Values.Single(n => (string?)n["name"] == "a problem?");

        foreach (var word in Enum.GetValues<CameraHealth>().Select(TopicValues.Word))
        {
            var first = rules["rules"]!.AsArray().Select(r => (string)r!["t"]! switch
            {
                "eq" => (string)r["v"]! == word,
                "neq" => (string)r["v"]! != word,
                "else" => true,
                var other => throw new NotSupportedException(other),
            }).ToList().IndexOf(true);
            var isTold = first >= 0 && rules["wires"]![first]!.AsArray().Count > 0;
            Assert.Equal(word is not ("ok" or "unknown"), isTold);
        }
    }

    /// <summary>Event entities and helpers come back from a restart with their last state, which is no news.</summary>
    [Fact]
    public void HomeAssistant_TriggerOnAnyChange_LeavesRestartsOut()
    {
        var any = Read("home-assistant.yaml").Split("- trigger: ").Where(t => t.StartsWith("state", StringComparison.Ordinal))
            .Where(t => t.Contains("entity_id: event.", StringComparison.Ordinal) || t.Contains("entity_id: input_", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, any.Count);
        Assert.All(any, t => Assert.Contains("\n      not_from: [unavailable, unknown]\n", t, StringComparison.Ordinal));
    }

    [Fact]
    public void HomeAssistant_EveryTopicAndEntity_IsOneThatThereIs()
    {
        var text = Read("home-assistant.yaml");

        var topics = Topic().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.True(topics.Count >= 2);
        Assert.All(topics, AssertIsTopic);
        var entities = Entity().Matches(text).Select(m => m.Value).Distinct().ToList();
        Assert.True(entities.Count >= 4);
        Assert.Subset(Discovered().ToHashSet(), entities.ToHashSet());
    }

    private static void AssertIsTopic(string topic)
    {
        Assert.StartsWith(Root, topic, StringComparison.Ordinal);
        var below = topic[Root.Length..].Replace("+", "porch", StringComparison.Ordinal);
        Assert.True(
            TopicContract.All.Any(t => t.Matches(below)) || (TopicContract.Command.Matches(below) && CommandNames.All.Contains(below["cmd/".Length..])), topic);
    }

    private static IEnumerable<string> Discovered()
    {
        var topics = new TopicNames("edgedaemon", "porch-pi");
        var labels = new ShownLabels { ListedLabels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("porch", ["person", "vehicle"]) };
        var view = new DeviceView(labels);
        view.Apply(LabelRecord.Of(LabelRecordKind.Boot), new NameTable([new CameraNames("porch", "m", ["person", "vehicle"], ["drive"])]), new ViewChanges());
        return new HubEntities(topics, labels, ImmutableHashSet.Create(CommandCode.Pause, CommandCode.Resume)).Of(view.Cameras.Values)
            .Select(c => c.Value.DefaultEntityId!);
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Assets.RepositoryRoot, "docs", "examples", name));

    [GeneratedRegex(@"topic: (\S+)")]
    private static partial Regex Topic();

    [GeneratedRegex(@"\b[a-z_]+\.porch_pi_[a-z0-9_]+")]
    private static partial Regex Entity();
}
