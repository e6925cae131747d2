using System.Text.RegularExpressions;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests;

/// <summary>Keeps <c>deploy/edgedaemon.example.yaml</c> valid, complete and truthful about defaults.</summary>
public partial class ExampleFileTests
{
    /// <summary>What the example shows with a sample value, because the default is made from something else.</summary>
    private static readonly string[] Samples = ["device.id", "mqtt.client_id", "mqtt.port", "cameras", "cameras[yard].then", "cameras[yard].zones"];

    public static string Text => File.ReadAllText(Path.Combine(Assets.RepositoryRoot, "deploy", "edgedaemon.example.yaml"));

    public static string Uncommented => CommentedKey().Replace(Text, "$1");

    [Fact]
    public void Example_AsItIs_IsValidWithoutWarning()
    {
        var result = ConfigText.Read(Text);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Example_Uncommented_IsValid() => Assert.Equal(7, ConfigText.Good(Uncommented).Cameras.Length);

    [Fact]
    public void Example_CommentedKeys_ShowTheDefaults()
    {
        var change = ConfigChange.Between(ConfigText.Good(Text), ConfigText.Good(Uncommented));

        Assert.DoesNotContain(change.Live.Concat(change.Restart), d => d.Before != "null" && !Samples.Contains(d.Path));
    }

    [Fact]
    public void Example_CommentedSecondModel_ShowsTheDefaults()
    {
        var shown = Assert.Single(ConfigText.Good(Uncommented).Cameras[0].Then);

        Assert.Empty(shown.Labels);
        Assert.Equal(new SecondModelConfig { Model = shown.Model }, shown with { Labels = [], Teach = [], ScoreThreshold = null });
    }

    [Fact]
    public void Example_Uncommented_HasEveryKeyOfTheSchema()
    {
        var shown = KeyLines(Uncommented).Select(k => k.Key).ToHashSet();

        Assert.Subset(shown, SchemaKeys().Select(k => k.Key).ToHashSet());
    }

    [Fact]
    public void Example_EachKey_SaysWhenItTakesEffect()
    {
        var lines = Uncommented.Split('\n');
        var effects = SchemaKeys().ToDictionary(k => k.Key, k => k.Reload == ConfigReload.Live ? "[live]" : "[restart]");

        var wrong = KeyLines(Uncommented)
            .Where(k => effects.ContainsKey(k.Key) && !k.Key.EndsWith(".type", StringComparison.Ordinal))
            .Where(k => lines.Take(k.Line).Last(l => l.EndsWith(']') && l.Contains('#', StringComparison.Ordinal)).EndsWith(effects[k.Key], StringComparison.Ordinal) is false)
            // The second camera only repeats keys of the first.
            .Where(k => k.Line < Array.FindIndex(lines, l => l.Contains("recorded", StringComparison.Ordinal)));

        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Key, ConfigReload Reload)> SchemaKeys() =>
        from section in ConfigSchema.Sections
        from key in section.Keys
        select ($"{section.Path} {section.Variant} {key.Name}", key.Reload);

    private static List<(string Key, int Line)> KeyLines(string text)
    {
        var keys = new List<(string, int)>();
        Walk(YamlDocument.Parse(text, "f").Root!, "");
        return keys;

        void Walk(YamlNode node, string path)
        {
            foreach (var item in (node as YamlSequence)?.Items ?? [])
                Walk(item, $"{path}[]");
            if (node is not YamlMapping mapping)
                return;
            var type = mapping.Entries.FirstOrDefault(e => e.Key.Text == "type").Value as YamlScalar;
            foreach (var (key, value) in mapping.Entries)
            {
                keys.Add(($"{path} {(type is null ? "" : $"type: {type.Text}")} {key.Text}", key.Line));
                Walk(value, path.Length == 0 ? key.Text : $"{path}.{key.Text}");
            }
        }
    }

    [GeneratedRegex("^( *)#(?=[a-z-])", RegexOptions.Multiline)]
    private static partial Regex CommentedKey();
}
