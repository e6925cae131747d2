using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests.Naming;

public class NameTableBuilderTests
{
    private const string Cameras = """
        mqtt: {host: b}
        cameras:
          - {name: door, source: {type: scene}, model: m, labels: [car]}
          - {name: cellar, source: {type: scene}, health: {model: h}}
          - {name: yard, source: {type: scene}, model: m}
        """;

    [Fact]
    public void Build_ThreeCameras_HasAllLabelsOfTheirModelsAndNoneOfHealth()
    {
        var asked = new List<string>();

        var table = NameTableBuilder.Build(ConfigText.Good(Cameras), model =>
        {
            asked.Add(model);
            return ["person", "car"];
        });

        Assert.Equal("camera door\nmodel m\nlabel person\nlabel car\ncamera cellar\ncamera yard\nmodel m\nlabel person\nlabel car\n", table.ToText());
        Assert.Equal(["m"], asked);
    }

    [Fact]
    public void Build_SecondModels_HaveTheirLabelsOneModelAfterTheOther()
    {
        var config = ConfigText.Good("""
            mqtt: {host: b}
            cameras:
              - {name: door, source: {type: scene}, model: m, then: [{model: kind}, {model: face}]}
              - {name: yard, source: {type: scene}, model: m, then: [{model: face}]}
            """);

        var table = NameTableBuilder.Build(config, model => model switch { "m" => ["car"], "kind" => ["van", "bus"], _ => ["old", "young"] });

        Assert.Equal(
            "camera door\nmodel m\nlabel car\nsublabel van\nsublabel bus\nsublabel old\nsublabel young\n"
            + "camera yard\nmodel m\nlabel car\nsublabel old\nsublabel young\n",
            table.ToText());
    }

    [Fact]
    public void Build_FromTheModelsFolder_ReadsTheLabelFiles()
    {
        using var folder = new TempDirectory();
        Directory.CreateDirectory(folder["m"]);
        File.WriteAllText(folder["m", "labels.txt"], "Person\ncar\n");

        var table = NameTableBuilder.Build(ConfigText.Good(Cameras) with { ModelsDirectory = folder.Path });

        Assert.Equal(["person", "car"], table.Cameras[0].Labels);
    }

    [Fact]
    public void BuildOthers_VersionsBesideTheOneInUse_GiveATableEachAndWhatCannotBeReadGivesNone()
    {
        using var folder = new TempDirectory();
        foreach (var (version, labels) in (ReadOnlySpan<(string, string)>)[("1", "cat"), ("2", "person"), ("3", ""), (".gone", "dog")])
        {
            Directory.CreateDirectory(folder["m.versions", version]);
            File.WriteAllText(folder["m.versions", version, "labels.txt"], labels);
        }

        Directory.CreateSymbolicLink(folder["m"], "m.versions/2");

        var tables = NameTableBuilder.BuildOthers(ConfigText.Good(Cameras) with { ModelsDirectory = folder.Path });

        Assert.Equal(["cat", "person"], tables.Select(table => table.Cameras[0].Labels[0]).Order());
    }
}
