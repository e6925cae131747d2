using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>From frames to journal records, over two models.</summary>
public sealed class TwoStagePipelineTests : IDisposable
{
    private static readonly (byte, byte, byte) Red = (255, 0, 0);
    private static readonly (byte, byte, byte) Blue = (0, 0, 255);
    private static readonly BoundingBox Left = new(0.05f, 0.25f, 0.3f, 0.75f);
    private static readonly BoundingBox Right = new(0.7f, 0.25f, 0.95f, 0.75f);

    private readonly TestModels _models = new();

    public TwoStagePipelineTests()
    {
        _models.WriteDetector("detector", new(Left, 0, 0.9f), new(Right, 1, 0.8f));
        _models.WriteColours("colours");
        _models.WriteColours("shades");
        _models.WriteEmbedding("vectors");
    }

    [Fact]
    public void Process_DetectedObjects_HaveTheirSubLabelsInTheirEvents()
    {
        using var rig = new PipelineRig(_models, Camera(new SecondModelConfig { Model = "colours", Margin = 0 }));
        using var cars = PaintedFrame.Of((Left, Red), (Right, Blue));
        using var dark = Black();

        rig.Decide(cars);
        rig.Decide(cars);
        rig.Decide(dark);

        Assert.Equal(["EventStart car/red", "EventStart person/blue", "EventEnd car/red", "EventEnd person/blue"], rig.Events);
        Assert.Equal(["red", "green", "blue"], rig.Names.SubLabels);
    }

    [Fact]
    public void Process_SubLabelChangesItsMind_IsAnUpdateOfTheSameEvent()
    {
        using var rig = new PipelineRig(_models, Camera(new SecondModelConfig { Model = "colours", Margin = 0, Labels = ["car"] }));
        using var red = PaintedFrame.Of((Left, Red));
        using var blue = PaintedFrame.Of((Left, Blue));

        rig.Decide(red);
        rig.Decide(blue);
        rig.Decide(blue);

        Assert.Equal(["EventStart car/red", "EventStart person", "EventUpdate car/blue"], rig.Events);
        var events = rig.Records.Where(r => r.Label == 0 && r.TrackId > 0).ToList();
        Assert.Equal(events[0].TrackId, events[1].TrackId);
    }

    [Fact]
    public void Process_TwoClassifiers_EachNumbersItsLabelsAfterTheOther()
    {
        using var rig = new PipelineRig(_models, Camera(
            new SecondModelConfig { Model = "colours", Margin = 0, Labels = ["car"] },
            new SecondModelConfig { Model = "vectors", Margin = 0 },
            new SecondModelConfig { Model = "shades", Margin = 0, Labels = ["person"] }));
        using var frame = PaintedFrame.Of((Left, Red), (Right, Blue));

        rig.Decide(frame);

        Assert.Equal(["red", "green", "blue", "unused", "red", "green", "blue"], rig.Names.SubLabels);
        Assert.Equal([0, 6], rig.Records.Where(r => r.Kind == LabelRecordKind.EventStart).Select(r => (int)r.SubLabel));
    }

    [Fact]
    public void Process_EmbeddingModel_LeavesNoTraceInTheJournal()
    {
        var (with, without) = (Camera(new SecondModelConfig { Model = "vectors" }), Camera());
        using var frame = PaintedFrame.Of((Left, Red), (Right, Blue));
        using var rig = new PipelineRig(_models, with);
        using var plain = new PipelineRig(_models, without);

        rig.Decide(frame);
        plain.Decide(frame);

        Assert.Equal(2, rig.Pipeline.Then[0].Looks);
        Assert.Equal(plain.Records.Select(Content), rig.Records.Select(Content));
    }

    [Fact]
    public void Process_DismissedWithItsVector_OnlyWhatLooksAlikeThereIsSilent()
    {
        using var rig = new PipelineRig(_models, Camera(new SecondModelConfig { Model = "vectors", Margin = 0, Labels = ["car"] }));
        using var red = PaintedFrame.Of((Left, Red));
        using var blue = PaintedFrame.Of((Left, Blue));
        using var dark = Black();
        rig.Decide(red);
        Assert.Equal(CommandOutcome.Done, rig.Dismissals.Dismiss(rig.BootEpoch, track: 1, out _, DecisionOrigin.Operator));
        foreach (var picture in new[] { dark, red, dark, blue })
            rig.Decide(picture);

        Assert.Equal(
            ["EventStart car", "EventStart person", "EventEnd car", "EventEnd person", "EventStart person", "EventEnd person", "EventStart car", "EventStart person"],
            rig.Events);
        Assert.Equal(1u, rig.Dismissals.At(0).Hits);
        Assert.DoesNotMatch(" -$", File.ReadAllText(rig.DismissalPath).TrimEnd());
    }

    [Theory]
    [InlineData("car > 0 and person > 0", 2)]
    [InlineData("person > 1", 0)]
    [InlineData("light", 2)]
    [InlineData("dark", 0)]
    public void Process_Condition_DecidesWhetherTheSecondModelLooks(string when, int looks)
    {
        using var rig = new PipelineRig(_models, Camera(new SecondModelConfig { Model = "colours", Margin = 0, When = When(when) }));
        using var frame = PaintedFrame.Of((Left, Red), (Right, Blue));

        rig.Decide(frame);

        Assert.Equal(looks, rig.Pipeline.Then[0].Looks);
        Assert.Equal(looks > 0 ? "EventStart car/red" : "EventStart car", rig.Events[0]);
    }

    /// <summary>By night nobody looks; what was there by day is over then.</summary>
    [Fact]
    public void Process_ConditionOfTheCamera_DecidesWhetherAnyModelLooks()
    {
        using var rig = new PipelineRig(_models, Camera() with { When = When("light") });
        using var day = PaintedFrame.Of((Left, Red), (Right, Blue));
        using var night = PaintedFrame.Of((Left, Red), (Right, Blue));
        foreach (ref var value in night.Bytes)
            value /= 4;
        rig.Decide(day);
        for (var i = 0; i < 600; i++)
            rig.Decide(night);
        var looks = rig.Pipeline.Gate.FramesInferred;
        rig.Decide(night);

        Assert.Equal(["EventStart car", "EventStart person", "EventEnd car", "EventEnd person"], rig.Events);
        Assert.Equal(looks, rig.Pipeline.Gate.FramesInferred);
        Assert.InRange(looks, 1, 400);
    }

    [Fact]
    public void Process_NothingDetected_SecondModelIsNotAsked()
    {
        using var rig = new PipelineRig(_models, Camera(new SecondModelConfig { Model = "colours" }));
        using var dark = Black();

        rig.Decide(dark);

        Assert.Equal((0, 0), (rig.Pipeline.Then[0].Looks, rig.Pipeline.Then[0].Waits));
    }

    [Fact]
    public void Process_SteadyState_AllocatesNothing()
    {
        using var rig = new PipelineRig(_models, Camera(
            new SecondModelConfig { Model = "colours", MaxObjects = 1 }, new SecondModelConfig { Model = "vectors", When = When("car > 0 and not health.covered or dark") }));
        using var frame = PaintedFrame.Of((Left, Red), (Right, Blue));
        using var dark = Black();
        var frames = 0;

        // Objects come and go, so that records are written too.
        Assert.Equal(0, Allocations.InSteadyState(() => rig.Decide(++frames % 10 < 7 ? frame : dark)));
        Assert.True(rig.Pipeline.Then[0].Looks > 0 && rig.Pipeline.Then[1].Looks > 0);
        Assert.True(rig.Events.Count > 20);
    }

    public void Dispose() => _models.Dispose();

    private static CameraConfig Camera(params SecondModelConfig[] then) => new()
    {
        Name = "porch",
        Source = new SceneSourceConfig(),
        Model = "detector",
        VisibleFrames = 1,
        HiddenFrames = 1,
        Then = [.. then],
    };

    private static Configuration.Conditions.Condition When(string text)
    {
        Assert.True(YamlTypes.Condition.TryRead(new YamlValue(new YamlScalar(text, isPlain: true, 1, 1), "when", new YamlErrors("test")), out var condition));
        return condition;
    }

    private static Frame Black()
    {
        var frame = PaintedFrame.Of();
        frame.Bytes.Clear();
        return frame;
    }

    private static string Content(LabelRecord r) => $"{r.Kind} {r.Label} {r.SubLabel} {r.Score} {r.TopScore} {r.Value} {r.Box}";
}
