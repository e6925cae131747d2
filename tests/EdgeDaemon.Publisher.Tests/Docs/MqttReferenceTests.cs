using System.Text.Json.Nodes;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Docs;
using EdgeDaemon.TestKit.Schemas;

namespace EdgeDaemon.Publisher.Tests.Docs;

/// <summary>Keeps <c>docs/mqtt.md</c> and <c>docs/schemas</c> what the code says.</summary>
public sealed class MqttReferenceTests
{
    private static bool Update => Environment.GetEnvironmentVariable("EDGEDAEMON_UPDATE_DOCS") == "1";

    public static TheoryData<string> SchemaNames => [.. PayloadSchemas.All.Keys];

    [Fact]
    public void ToMarkdown_IsWhatTheRepositoryHolds() => AssertHeld(["mqtt.md"], MqttReference.ToMarkdown());

    [Theory]
    [MemberData(nameof(SchemaNames))]
    public void Schema_IsWhatTheRepositoryHolds(string name) => AssertHeld(["schemas", $"{name}.schema.json"], PayloadSchemas.Text(name));

    [Fact]
    public void Schemas_InTheRepository_AreNoMore() => Assert.Equal(
        PayloadSchemas.All.Keys.Select(name => $"{name}.schema.json").Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Assets.RepositoryRoot, "docs", "schemas")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Examples_OfEachPayload_AreValid()
    {
        foreach (var (name, example) in PayloadExamples.Published)
            Assert.Empty(JsonSchemaValidator.Faults(PayloadSchemas.All[name], JsonNode.Parse(example)));
    }

    [Theory]
    [InlineData("event", "\"type\":\"start\"", "\"type\":\"began\"")]
    [InlineData("event", "\"score\":0.812", "\"score\":1.5")]
    [InlineData("event", "\"camera\":\"porch\"", "\"camera\":\"Porch\"")]
    [InlineData("event", "\"camera\":\"porch\"", "\"camera\":\"porch\",\"picture\":\"/9j/4AAQ\"")]
    [InlineData("event", "\"boot\":1767323045,", "")]
    [InlineData("event", "[0.1,0.25,0.3,0.875]", "[0.1,0.25,0.3]")]
    [InlineData("state", "\"health\":\"ok\"", "\"health\":\"fine\"")]
    [InlineData("status", "\"held\":false", "\"held\":\"no\"")]
    [InlineData("gap", "\"lost\":1200", "\"lost\":1.5")]
    public void Schema_WrongPayload_IsRefused(string name, string right, string wrong)
    {
        var example = PayloadExamples.Published[name];
        Assert.Contains(right, example, StringComparison.Ordinal);

        Assert.NotEmpty(JsonSchemaValidator.Faults(PayloadSchemas.All[name], JsonNode.Parse(example.Replace(right, wrong, StringComparison.Ordinal))));
    }

    private static void AssertHeld(string[] place, string made)
    {
        var path = Path.Combine([Assets.RepositoryRoot, "docs", .. place]);
        if (Update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, made);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == made,
            $"docs/{string.Join('/', place)} is not what the code says; run these tests once with EDGEDAEMON_UPDATE_DOCS=1 and commit the file.");
    }
}
