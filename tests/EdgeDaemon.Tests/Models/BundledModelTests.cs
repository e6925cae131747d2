using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.Inference.Models;
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
        Assert.All((string[])["LICENSE", "MODEL_CARD.md"], file => Assert.True(File.Exists(Path.Combine(bundle.Directory, file)), file));
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void GoldenPictures_AreWhatOurGeneratorDraws(string name)
    {
        var pool = new FramePool();
        foreach (var golden in Open(name).GoldenCases)
        {
            using var drawn = GoldenPicture.FromName(Path.GetFileName(golden.ImagePath)).Draw(pool);
            // EDGEDAEMON_UPDATE_GOLDEN=1 draws them anew, after a change of the generator; then SHA256SUMS is due.
            if (Environment.GetEnvironmentVariable("EDGEDAEMON_UPDATE_GOLDEN") == "1")
                File.WriteAllBytes(golden.ImagePath, PngWriter.Encode(drawn));
            using var stored = PngDecoder.Decode(File.ReadAllBytes(golden.ImagePath), pool, golden.ImagePath);

            Assert.True(stored.Bytes.SequenceEqual(drawn.Bytes), golden.ImagePath);
        }
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void GoldenPictures_AreSeenAsTheyMustBe(string name)
    {
        using var runner = ModelRunner.Load(Open(name), intraOpThreads: 1);
        using var decoder = new PictureDecoder();
        var pool = new FramePool();
        foreach (var golden in runner.Bundle.GoldenCases)
        {
            using var frame = decoder.Decode(File.ReadAllBytes(golden.ImagePath), pool, golden.ImagePath, []);
            var result = runner.Process(frame);
            var labels = runner.Bundle.Labels.Names;
            var seen = new Dictionary<string, float>();
            if (result.Classifications is [var best, ..])
                seen[labels[best.LabelIndex]] = best.Score;
            foreach (var detection in result.Detections)
                seen[labels[detection.LabelIndex]] = Math.Max(detection.Score, seen.GetValueOrDefault(labels[detection.LabelIndex]));

            Assert.Equivalent(golden.Labels, seen.Keys, strict: true);
            Assert.All(seen.Values, score => Assert.True(score >= golden.MinScore - golden.Tolerance, $"{golden.ImagePath}: {score}"));
        }
    }

    private static ModelBundle Open(string name) => ModelBundle.Open(Path.Combine(Installation.BundledModels, name));
}
