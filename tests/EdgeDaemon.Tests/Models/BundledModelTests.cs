using EdgeDaemon.Capture.Png;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Tests.EndToEnd;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Models;

/// <summary>The models that the repository ships: whole, and seeing what their golden sets say.</summary>
public sealed class BundledModelTests
{
    public static TheoryData<string> Bundles =>
        [.. Directory.EnumerateFiles(Installation.BundledModels, "manifest.yaml", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!))];

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Bundle_IsComplete(string name)
    {
        var bundle = Open(name);

        Assert.Equal(name, bundle.Manifest.Name);
        Assert.NotEmpty(bundle.GoldenCases);
        // The Debian package leaves those pictures out; what is listed must be there.
        Assert.DoesNotContain("failures/", File.ReadAllText(Path.Combine(bundle.Directory, "SHA256SUMS")), StringComparison.Ordinal);
        Assert.All((string[])["LICENSE", "MODEL_CARD.md"], file => Assert.True(File.Exists(Path.Combine(bundle.Directory, file)), file));
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void GoldenPictures_AreWhatOurGeneratorDraws(string name)
    {
        var pool = new FramePool();
        foreach (var path in Open(name).GoldenCases.SelectMany(PicturesOf).Distinct())
        {
            using var drawn = GoldenPicture.FromName(Path.GetFileName(path)).Draw(pool);
            // EDGEDAEMON_UPDATE_GOLDEN=1 draws them anew, after a change of the generator; then SHA256SUMS is due.
            if (Environment.GetEnvironmentVariable("EDGEDAEMON_UPDATE_GOLDEN") == "1")
                File.WriteAllBytes(path, PngWriter.Encode(drawn));
            using var stored = PngDecoder.Decode(File.ReadAllBytes(path), pool, path);

            Assert.True(stored.Bytes.SequenceEqual(drawn.Bytes), path);
        }
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void GoldenPictures_AreSeenAsTheyMustBe(string name)
    {
        using var runner = ModelRunner.Load(new OnnxSessionFactory(), Open(name), intraOpThreads: 1);
        using var trial = new GoldenTrial(runner);

        Assert.All(runner.Bundle.GoldenCases, golden => Assert.True(trial.Passes(golden), golden.ToString()));
    }

    [Fact]
    public void GoldenTrial_NotWhatMustBeSeen_DoesNotPass()
    {
        using var runner = ModelRunner.Load(new OnnxSessionFactory(), Open("camera-health"), intraOpThreads: 1);
        using var trial = new GoldenTrial(runner);
        var golden = runner.Bundle.GoldenCases[0];

        Assert.True(trial.Passes(golden));
        Assert.False(trial.Passes(golden with { Labels = ["dark"] }));
        Assert.False(trial.Passes(golden with { Labels = [] }));
        Assert.False(trial.Passes(golden with { MinScore = 1, Tolerance = 0 }));
    }

    private static string[] PicturesOf(GoldenCase golden) =>
        golden.Alike is { } alike ? [golden.ImagePath, alike.Like, alike.Unlike] : [golden.ImagePath];

    private static ModelBundle Open(string name) => ModelBundle.Open(Path.Combine(Installation.BundledModels, name));
}
