using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Models;

public class GoldenCaseTests
{
    [Fact]
    public void Open_GoldenCases_AreReadInOrder()
    {
        using var folder = Create("""
            - image: red.png
              label: red
              min_score: 0.9
              tolerance: 0.05
            - {image: dark.png, labels: []}
            - {image: dark.png, labels: [blue, green]}
            - {image: red.png, like: red.png, unlike: dark.png, min_score: 0.2}
            """);
        var cases = ModelBundle.Open(folder.Path).GoldenCases;
        Assert.Equal(4, cases.Length);
        Assert.Equal((folder["golden", "red.png"], 0.9f, 0.05f), (cases[0].ImagePath, cases[0].MinScore, cases[0].Tolerance));
        Assert.Equal(["red"], cases[0].Labels);
        Assert.Empty(cases[1].Labels);
        Assert.Equal(["blue", "green"], cases[2].Labels);
        Assert.All(cases[..3], c => Assert.Null(c.Alike));
        Assert.Equal((folder["golden", "red.png"], folder["golden", "dark.png"]), cases[3].Alike);
    }

    [Theory]
    [InlineData("- {image: red.png, label: rouge}", "[0].label: 'rouge' is not a label of this model. Write it as in labels.txt.")]
    [InlineData("- {image: green.png, label: green}", "[0].image: 'golden/green.png' is not listed in SHA256SUMS. Put the picture there and list it with sha256sum.")]
    [InlineData("- {image: ../x.png, label: red}", "[0].image: '../x.png' is not allowed. Write the name of a picture in the folder golden.")]
    [InlineData("- {image: red.png}", "[0].label: missing. Write either label: NAME or labels: [NAME, …].")]
    [InlineData("- {image: red.png, label: red, labels: [red]}", "[0].label: stands beside labels. Write either label: NAME or labels: [NAME, …].")]
    [InlineData("- {image: red.png, label: red, minscore: 1}", "[0].minscore: unknown key 'minscore'. Did you mean 'min_score'?")]
    [InlineData("- {image: red.png, like: red.png}", "[0].unlike: missing. Add 'unlike:' with the name of a picture in the folder golden.")]
    [InlineData("- {image: red.png, like: red.png, unlike: x.png}", "[0].unlike: 'golden/x.png' is not listed in SHA256SUMS. Put the picture there and list it with sha256sum.")]
    [InlineData("- {image: red.png, like: red.png, unlike: dark.png, label: red}", "[0].label: unknown key 'label'. Known here: image, like, unlike, min_score, tolerance.")]
    [InlineData("- {label: red}", "[0].image: missing. Add 'image:' with the name of a picture in the folder golden.")]
    public void Open_WrongGoldenCase_NamesLineAndRemedy(string text, string message)
    {
        using var folder = Create(text);
        var error = Assert.Single(Assert.Throws<ModelBundleException>(() => ModelBundle.Open(folder.Path)).Errors);
        Assert.Equal($"{folder["golden", "expected.yaml"]}:1: {message}", error);
    }

    [Fact]
    public void Open_GoldenPictureChanged_IsADigestError()
    {
        using var folder = Create("- {image: red.png, label: red}");
        File.WriteAllText(folder["golden", "red.png"], "another");
        var error = Assert.Single(Assert.Throws<ModelBundleException>(() => ModelBundle.Open(folder.Path)).Errors);
        Assert.Contains("golden/red.png: its SHA-256", error, StringComparison.Ordinal);
    }

    private static TempDirectory Create(string expected)
    {
        var folder = TestBundle.Create();
        Directory.CreateDirectory(folder["golden"]);
        File.WriteAllText(folder["golden", "expected.yaml"], expected);
        File.WriteAllText(folder["golden", "red.png"], "a picture");
        File.WriteAllText(folder["golden", "dark.png"], "another picture");
        BundleWriter.WriteDigests(folder.Path);
        return folder;
    }
}
