using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Teaching;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Teaching;

public sealed class SeenVectorsTests : IDisposable
{
    private static readonly BoundingBox Left = new(0.05f, 0.25f, 0.3f, 0.75f);
    private readonly TestModels _models = new();
    private readonly Frame _red = PaintedFrame.Of((Left, (255, 0, 0)));
    private readonly Frame _dark = PaintedFrame.Of();

    public SeenVectorsTests()
    {
        _models.WriteDetector("one", new Detection(Left, 0, 0.9f));
        _models.WriteEmbedding("vectors");
        _dark.Bytes.Clear();
    }

    [Fact]
    public void Add_EventsThatAreOver_HaveTheirVectorsAndNamesAndNothingElse()
    {
        using var rig = Rig();
        Pass(rig);

        var seen = Assert.Single(SeenVectors.Read(rig.SeenDirectory));
        Assert.Equal(($"{rig.BootEpoch}-1", "porch", "car", (string?)null), (seen.Event, seen.Camera, seen.Label, seen.SubLabel));
        Assert.Equal(_models.Open("vectors").Identity, seen.Model);
        Assert.Equal((3, 127f), (seen.Vector.Length, seen.Vector[0]));
        Assert.InRange(new FileInfo(Path.Combine(rig.SeenDirectory, "seen.txt")).Length, 1, 200);
    }

    [Theory]
    [InlineData(PrivacyLevel.Presence)]
    [InlineData(PrivacyLevel.Count)]
    [InlineData(PrivacyLevel.Zone)]
    public void Add_LevelWithoutSubLabels_KeepsNothing(PrivacyLevel level)
    {
        using var rig = Rig(level);
        Pass(rig);

        Assert.Empty(SeenVectors.Read(rig.SeenDirectory));
    }

    /// <summary>Whatever comes, or does not, nothing is older than it may get.</summary>
    [Fact]
    public void Tick_TimePasses_NothingIsKeptForLonger()
    {
        using var rig = Rig();
        for (var minute = 0; minute < 400; minute += 10)
        {
            if (minute < 200)
                Pass(rig);
            rig.Time.Advance(TimeSpan.FromMinutes(10));
            rig.Seen!.Tick(TimeSpan.FromMinutes(minute + 10));
            var now = rig.Time.GetUtcNow().ToUnixTimeMilliseconds();
            Assert.All(SeenVectors.Read(rig.SeenDirectory), seen => Assert.InRange(now - seen.EndedMs, 0, 130 * 60_000));
            if (minute is > 60 and < 200)
                Assert.True(SeenVectors.Read(rig.SeenDirectory).Count >= 6);
        }

        Assert.Empty(SeenVectors.Read(rig.SeenDirectory));
    }

    [Fact]
    public void Read_TornAndStrangeLines_ArePassedOver()
    {
        using var rig = Rig();
        Pass(rig);
        var path = Path.Combine(rig.SeenDirectory, "seen.txt");
        var line = File.ReadAllText(path);
        File.AppendAllText(path, "\nnonsense\n1-1 porch car - x y !! .\n" + line + line[..^6]);

        Assert.Equal(2, SeenVectors.Read(rig.SeenDirectory).Count);
    }

    [Fact]
    public void Delete_NothingStays()
    {
        using var rig = Rig();
        Pass(rig);
        SeenVectors.Delete(rig.SeenDirectory);
        Assert.Empty(SeenVectors.Read(rig.SeenDirectory));
    }

    public void Dispose()
    {
        _red.Dispose();
        _dark.Dispose();
        _models.Dispose();
    }

    private void Pass(PipelineRig rig)
    {
        rig.Decide(_red);
        rig.Decide(_dark);
    }

    private PipelineRig Rig(PrivacyLevel level = PrivacyLevel.Track) => new(_models, new CameraConfig
    {
        Name = "porch",
        Source = new SceneSourceConfig(),
        Model = "one",
        VisibleFrames = 1,
        HiddenFrames = 1,
        Privacy = new PrivacyConfig { Level = level },
        Then = [new SecondModelConfig { Model = "vectors", Margin = 0 }],
    }, lookAlikes: TimeSpan.FromHours(2));
}
