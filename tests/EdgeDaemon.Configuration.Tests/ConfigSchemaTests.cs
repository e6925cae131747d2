using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Tests;

public class ConfigSchemaTests
{
    private static JsonNode Schema => JsonNode.Parse(ConfigSchema.ToJsonSchema())!;

    [Fact]
    public void ToJsonSchema_SaysItsDraft() =>
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string)Schema["$schema"]!);

    [Fact]
    public void ToJsonSchema_Examples_AreAllowed()
    {
        var (wrong, count) = SchemaValidator.Examples(Schema);

        Assert.Empty(wrong);
        Assert.True(count > 20, $"{count} examples");
        Assert.NotNull(Schema["examples"]);
        Assert.StartsWith("urn:", (string)Schema["$id"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edgedaemon.example.yaml")]
    [InlineData("package/edgedaemon.yaml")]
    [InlineData("development.yaml")]
    public void Files_ThatPeopleEdit_NameTheSchemaForEditors(string file) => Assert.StartsWith(
        "# yaml-language-server: $schema=/usr/share/edgedaemon/edgedaemon.schema.json\n",
        File.ReadAllText(Path.Combine(TestKit.Assets.RepositoryRoot, "deploy", file)), StringComparison.Ordinal);

    [Fact]
    public void ToJsonSchema_Example_IsValid()
    {
        Assert.True(SchemaValidator.IsValid(Schema, ExampleFileTests.Text));
        Assert.True(SchemaValidator.IsValid(Schema, ExampleFileTests.Uncommented));
        Assert.True(SchemaValidator.IsValid(Schema, ConfigText.Minimal));
    }

    [Theory]
    [InlineData("mqtt: {host: broker}", "mqtt: {hots: broker}")]
    [InlineData("mqtt: {host: broker}", "mqtt: {host: 'broker:1883'}")]
    [InlineData("host: broker", "host: broker, port: 0")]
    [InlineData("host: broker", "host: broker, protocol: 4")]
    [InlineData("host: broker", "host: broker, keep_alive: 10 s")]
    [InlineData("host: broker", "host: broker, tls: true")]
    [InlineData("name: door", "name: events")]
    [InlineData("name: door", "name: Front Door")]
    [InlineData("type: scene", "type: rtsp")]
    [InlineData("type: scene", "type: scene, path: x")]
    [InlineData("type: scene", "type: scene, width: 65")]
    [InlineData("type: scene", "type: scene, script: [{condition: dark}]")]
    [InlineData("type: scene", "type: replay")]
    [InlineData("model: detect3b", "model: 5.0.1/x")]
    [InlineData("model: detect3b", "labels: [a, a]")]
    [InlineData("model: detect3b", "label_thresholds: {A: 0.5}")]
    [InlineData("model: detect3b", "health: {score_threshold: 2}")]
    public void ToJsonSchema_WrongFile_IsInvalidForBoth(string right, string wrong)
    {
        var text = ConfigText.Minimal.Replace(right, wrong, StringComparison.Ordinal);

        Assert.NotEmpty(ConfigText.Errors(text));
        Assert.False(SchemaValidator.IsValid(Schema, text));
    }

    [Theory]
    [InlineData("host: broker", "host: broker, keep_alive: 10, protocol: 5, tls: {}")]
    [InlineData("host: broker", "host: broker, keep_alive: 10s, protocol: '5', tls: null, username: null")]
    [InlineData("type: scene", "type: scene, fps: null, script: [{condition: dark, frames: 1}]")]
    [InlineData("model: detect3b", "health: {}")]
    public void ToJsonSchema_RightFile_IsValidForBoth(string right, string alsoRight)
    {
        var text = ConfigText.Minimal.Replace(right, alsoRight, StringComparison.Ordinal);

        Assert.Empty(ConfigText.Errors(text));
        Assert.True(SchemaValidator.IsValid(Schema, text));
    }

    [Fact]
    public void ToJsonSchema_Key_CarriesDefaultDescriptionAndReload()
    {
        var camera = Schema["properties"]!["cameras"]!["items"]!["properties"]!;

        Assert.Equal("live", (string)camera["fps"]!["x-reload"]!);
        Assert.Equal(5, (double)camera["fps"]!["default"]!);
        Assert.StartsWith("Most frames", (string)camera["fps"]!["description"]!, StringComparison.Ordinal);
        Assert.Equal("restart", (string)camera["name"]!["x-reload"]!);
        Assert.Equal(["name", "source"], Schema["properties"]!["cameras"]!["items"]!["required"]!.AsArray().Select(r => (string)r!));
    }

    [Fact]
    public void Sections_EveryKey_IsSnakeCaseWithDescription()
    {
        Assert.All(ConfigSchema.Sections.SelectMany(s => s.Keys), k =>
        {
            Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", k.Name);
            Assert.EndsWith(".", k.Description[^1] == '?' ? "." : k.Description, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Sections_NoKey_NamesAProgramOrUrl() =>
        Assert.DoesNotContain(
            // A network camera has an address; only its ingest process opens it.
            ConfigSchema.Sections.Where(s => s.Variant != "type: network").SelectMany(s => s.Keys).SelectMany(k => k.Name.Split('_')),
            word => word is "url" or "uri" or "command" or "exec" or "program" or "hook");
}
