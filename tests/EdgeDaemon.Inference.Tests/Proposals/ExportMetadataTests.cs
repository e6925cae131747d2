using System.Text;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Inference.Tests.Proposals;

/// <summary>What exporters write beside the graph is used where it is sound, and is as good as absent where it is not.</summary>
public sealed class ExportMetadataTests
{
    [Fact]
    public void Of_UltralyticsExport_ReadsNamesTaskSizeAndLicence()
    {
        var metadata = Classifier().Metadata("task", "classify").Metadata("names", "{0: 'cat', 1: 'dog'}").Metadata("imgsz", "[480, 640]")
            .Metadata("license", "AGPL-3.0 License (https://example.org)").Metadata("description", "Some model").Metadata("stride", "32")
            .Propose().Metadata;

        Assert.Equal(["cat", "dog"], metadata.Names!.Names);
        Assert.Equal(("classify", (640, 480), "AGPL-3.0 License (https://example.org)", "Some model"), (metadata.Task, metadata.Size, metadata.Licence, metadata.Description));
        Assert.Empty(metadata.NamesProblem);
    }

    [Theory]
    [InlineData("{0: 'cat', 2: 'dog'}", "the number 1 is missing")]
    [InlineData("['cat', 'a\\nb']", "control character")]
    [InlineData("['cat', '\\ud800']", "no text")]
    [InlineData("[]", "no labels")]
    [InlineData("{0: {'a': 1}}", "expected")]
    public void Of_NamesThatCannotBeUsed_SaysWhy(string names, string expected)
    {
        var metadata = Classifier().Metadata("names", names).Propose().Metadata;

        Assert.Null(metadata.Names);
        Assert.Contains(expected, metadata.NamesProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NameThatIsBlank_KeepsItsPlace() =>
        Assert.Equal(["cat", "class_1", "class_2", "dog"], Classifier().Metadata("names", "{0: 'cat', 1: '', 2: '  ', 3: 'dog'}").Propose().Metadata.Names!.Names);

    [Fact]
    public void Of_NamesThatAreNotUtf8_SaysSo()
    {
        var metadata = Classifier().Metadata("names", [.. "['cat', '"u8, 0xff, 0xfe, .. "']"u8]).Propose().Metadata;

        Assert.Contains("name 1 is no text", metadata.NamesProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_EndlessNames_SaysSo()
    {
        var metadata = Classifier().Metadata("names", new string('[', 3 << 20)).Propose().Metadata;

        Assert.Contains("longer", metadata.NamesProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NamesWithTheSameTopic_GetDifferentOnes()
    {
        var metadata = Classifier().Metadata("names", "['Traffic Light', 'traffic-light', 'traffic light']").Propose().Metadata;

        Assert.Equal(["traffic_light", "traffic-light", "traffic_light_2"], metadata.Names!.Slugs);
    }

    [Theory]
    [InlineData("a\nb: c", "ab: c")]
    [InlineData("\u001b[31mred\u202e", "[31mred")]
    [InlineData("  spaced  ", "spaced")]
    public void Of_LicenceThatIsMoreThanALine_BecomesOne(string licence, string expected)
    {
        var proposal = Classifier().Metadata("license", licence).Propose();

        Assert.Equal(expected, proposal.Metadata.Licence);
        Assert.Equal(expected, ModelManifest.Parse(Encoding.UTF8.GetBytes(proposal.Manifest!), "m").Licence);
    }

    [Theory]
    [InlineData("[640]", 640, 640)]
    [InlineData("320", 320, 320)]
    [InlineData("[0, 0]", null, null)]
    [InlineData("[640, 640, 3]", null, null)]
    [InlineData("640x640", null, null)]
    public void Of_Size_IsHeightFirstOrOneNumber(string text, int? width, int? height)
    {
        var size = Classifier().Metadata("imgsz", text).Propose().Metadata.Size;

        Assert.Equal((width, height), (size?.Width, size?.Height));
    }

    private static TestModel Classifier() => new TestModel(1, 3, 32, 32).Output("probabilities", "Softmax", 1, 2);
}
