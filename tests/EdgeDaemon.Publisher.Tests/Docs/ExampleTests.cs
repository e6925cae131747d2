using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Payloads.HomeAssistant;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.HomeAssistant;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Docs;
using YamlDotNet.RepresentationModel;

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

    /// <summary>Every input is used and every use has an input; who is asked for is an entity that discovery makes.</summary>
    [Theory]
    [InlineData("blueprint-person-at-night.yaml")]
    [InlineData("blueprint-camera-blind.yaml")]
    public void Blueprint_Inputs_AreThoseThatAreUsed(string name)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Read(name)));
        var root = (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;

        var blueprint = (YamlMappingNode)root["blueprint"];
        Assert.Equal("automation", (string?)blueprint["domain"]);
        var inputs = (YamlMappingNode)blueprint["input"];
        var used = root.AllNodes.Where(n => !n.Tag.IsEmpty && n.Tag.Value == "!input").Select(n => ((YamlScalarNode)n).Value!).ToHashSet();
        Assert.Equal(inputs.Children.Keys.Select(k => ((YamlScalarNode)k).Value!).ToHashSet(), used);
        Assert.All((string[])["triggers", "actions", "mode"], key => Assert.Contains(new YamlScalarNode(key), root.Children.Keys));
        var filters = inputs.Children.Values.Select(i => i["selector"]).OfType<YamlMappingNode>().Where(s => s.Children.ContainsKey("entity")).ToList();
        Assert.All(filters, selector =>
        {
            var wanted = selector["entity"]["filter"][0];
            Assert.Contains(Components(), c => c.Platform == (string?)wanted["domain"] && c.DeviceClass == (string?)wanted["device_class"]);
        });
    }

    [Fact]
    public void TelegrafAndGrafana_TopicsFieldsAndTags_AreThoseThatThereAre()
    {
        var telegraf = Read("telegraf.conf");
        var topics = Regex.Matches(telegraf, "topics = \\[\"edgedaemon/\\+/([^\"]+)\"\\]").Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(["+/label/+", "status"], topics);
        Assert.All(topics, topic => Assert.Contains(TopicContract.All, t => t.Matches(topic.Replace("+", "name", StringComparison.Ordinal))));
        var measurements = Regex.Matches(telegraf, "name_override = \"(\\w+)\"").Select(m => m.Groups[1].Value).ToHashSet();
        var tags = Regex.Matches(telegraf, "tags = \"([^\"]+)\"").SelectMany(m => m.Groups[1].Value.Split('/')).ToHashSet();

        // As Telegraf flattens JSON: names of objects and keys, joined.
        var fields = Numbers(JsonNode.Parse(PayloadExamples.Published["status"])!, "").Append("value").ToList();
        var panels = JsonNode.Parse(Read("grafana.json"))!["panels"]!.AsArray();
        Assert.True(panels.Count > 3);
        foreach (var query in panels.Select(panel => (string)panel!["targets"]![0]!["query"]!))
        {
            Assert.Contains(Regex.Match(query, "FROM \"(\\w+)\"").Groups[1].Value, measurements);
            Assert.All(Regex.Match(query, "GROUP BY (.*) fill").Groups[1].Value.Split(", ").Where(g => g[0] == '"'), tag => Assert.Contains(tag.Trim('"'), tags));
            var field = Regex.Match(query, "\\((?:\"(?<name>\\w+)\"|/(?<pattern>.+)/)\\) FROM");
            Assert.Contains(fields, known => field.Groups["name"].Success ? known == field.Groups["name"].Value : Regex.IsMatch(known, field.Groups["pattern"].Value));
        }
    }

    private static IEnumerable<string> Numbers(JsonNode node, string path) => node switch
    {
        JsonObject keys => keys.Where(k => k.Value is not null).SelectMany(k => Numbers(k.Value!, path.Length == 0 ? k.Key : $"{path}_{k.Key}")),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => [path],
        _ => [],
    };

    private static void AssertIsTopic(string topic)
    {
        Assert.StartsWith(Root, topic, StringComparison.Ordinal);
        var below = topic[Root.Length..].Replace("+", "porch", StringComparison.Ordinal);
        Assert.True(
            TopicContract.All.Any(t => t.Matches(below)) || (TopicContract.Command.Matches(below) && CommandNames.All.Contains(below["cmd/".Length..])), topic);
    }

    private static IEnumerable<string> Discovered() => Components().Select(c => c.DefaultEntityId!);

    private static List<HubComponentPayload> Components()
    {
        var topics = new TopicNames("edgedaemon", "porch-pi");
        var labels = new ShownLabels { ListedLabels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("porch", ["person", "vehicle"]) };
        var view = new DeviceView(labels);
        view.Apply(LabelRecord.Of(LabelRecordKind.Boot), new NameTable([new CameraNames("porch", "m", ["person", "vehicle"], ["drive"])]), new ViewChanges());
        return [.. new HubEntities(topics, labels, ImmutableHashSet.Create(CommandCode.Pause, CommandCode.Resume)).Of(view.Cameras["porch"]).Values];
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Assets.RepositoryRoot, "docs", "examples", name));

    [GeneratedRegex(@"topic: (\S+)")]
    private static partial Regex Topic();

    [GeneratedRegex(@"\b[a-z_]+\.porch_pi_[a-z0-9_]+")]
    private static partial Regex Entity();
}
