using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline.Teaching;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Teaching;

/// <summary>Things that are told apart by their colours, from frames to records. Sub-labels: the model's own, which means nothing, van, cat.</summary>
public sealed class TeacherTests : IDisposable
{
    private const int Van = 1;
    private const int Cat = 2;
    private static readonly BoundingBox Left = new(0.05f, 0.25f, 0.3f, 0.75f);
    private static readonly BoundingBox Right = new(0.7f, 0.25f, 0.95f, 0.75f);
    private readonly TestModels _models = new();
    private readonly TempDirectory _folder = new();
    private readonly List<Frame> _frames = [];

    public TeacherTests()
    {
        _models.WriteDetector("detector", new(Left, 0, 0.9f), new(Right, 1, 0.8f));
        _models.WriteDetector("one", new Detection(Left, 0, 0.9f));
        _models.WriteEmbedding("vectors");
    }

    [Fact]
    public void Teach_TwoThings_EachObjectOfAPictureGetsItsAnswerAndOthersAreNone()
    {
        using var rig = Rig("detector");
        rig.Decide(Red);
        Assert.Equal(CommandOutcome.Done, rig.Teacher.Teach(0, Van, rig.BootEpoch, track: 1, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.Done, rig.Teacher.Teach(0, Cat, rig.BootEpoch, track: 2, DecisionOrigin.Operator));
        foreach (var frame in new[] { Dark, Red, Dark, Picture((0, 0, 255), (255, 0, 0)), Dark, Picture((0, 255, 0), (255, 0, 0)) })
            rig.Decide(frame);

        Assert.Equal(
            [
                "EventStart car", "EventStart person", "EventEnd car", "EventEnd person",
                "EventStart car/van", "EventStart person/cat", "EventEnd car/van", "EventEnd person/cat",
                "EventStart car/cat", "EventStart person/van", "EventEnd car/cat", "EventEnd person/van",
                "EventStart car", "EventStart person/van",
            ],
            rig.Events);
        // Numbers, not pictures: three floats each.
        Assert.All(CheckedText.Read(rig.TaughtPath, 1 << 20)!, line => Assert.Equal(12, Convert.FromBase64String(line.Split(' ')[5]).Length));
    }

    [Fact]
    public void Teach_ObjectInView_MustBeTheOnlyOne()
    {
        using var one = Rig("one");
        Assert.Equal(CommandOutcome.NoObject, InView(one, Van));
        one.Decide(Red);
        Assert.Equal(CommandOutcome.Done, InView(one, Van));
        one.Decide(Red);
        Assert.Equal("EventUpdate car/van", one.Events[^1]);
        one.Decide(Dark);
        Assert.Equal(CommandOutcome.NoObject, InView(one, Van));

        using var two = Rig("detector");
        two.Decide(Red);
        Assert.Equal(CommandOutcome.Ambiguous, InView(two, Van));
    }

    [Fact]
    public void Teach_WhatIsNotThere_SaysWhich()
    {
        using var rig = Rig("one");
        rig.Decide(Red);

        Assert.Equal(CommandOutcome.UnknownEvent, rig.Teacher.Teach(0, Van, rig.BootEpoch, track: 9, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.UnknownEvent, rig.Teacher.Teach(0, Van, rig.BootEpoch + 1, track: 1, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.UnknownEvent, rig.Teacher.Teach(0, Van, 0, track: 1, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.UnknownName, rig.Teacher.Teach(0, 0, rig.BootEpoch, track: 1, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.UnknownName, rig.Teacher.Teach(0, Cat + 1, rig.BootEpoch, track: 1, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.UnknownName, rig.Teacher.Teach(1, Van, rig.BootEpoch, track: 1, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.UnknownItem, rig.Teacher.Forget(0, Van, DecisionOrigin.Operator));
        Assert.False(File.Exists(rig.TaughtPath));
    }

    /// <summary>What the answer would tell is more than the level lets be known.</summary>
    [Theory]
    [InlineData(PrivacyLevel.Presence)]
    [InlineData(PrivacyLevel.Count)]
    [InlineData(PrivacyLevel.Zone)]
    public void Teach_LevelWithoutSubLabels_IsNotAllowedWhateverIsInView(PrivacyLevel level)
    {
        using var rig = Rig("detector", level);
        Assert.Equal(CommandOutcome.NotAllowed, InView(rig, Van));
        rig.Decide(Red);
        Assert.Equal(CommandOutcome.NotAllowed, InView(rig, Van));
        Assert.Equal(CommandOutcome.NotAllowed, rig.Teacher.Teach(0, Van, rig.BootEpoch, track: 1, DecisionOrigin.Operator));
    }

    [Fact]
    public void Teach_EventThatIsOver_IsStillKnown()
    {
        using var rig = Rig("one");
        rig.Decide(Red);
        rig.Decide(Dark);

        Assert.Equal(CommandOutcome.Done, rig.Teacher.Teach(0, Van, rig.BootEpoch, track: 1, DecisionOrigin.Operator));
        rig.Decide(Red);
        Assert.Equal("EventStart car/van", rig.Events[^1]);
    }

    [Fact]
    public void Network_ReplacesAndForgetsOnlyItsOwn()
    {
        using var rig = Rig("one");
        rig.Decide(Red);
        for (var i = 0; i < Teacher.MostExamples; i++)
            Assert.Equal(CommandOutcome.Done, InView(rig, Van));

        Assert.Equal(CommandOutcome.NotStricter, InView(rig, Van, DecisionOrigin.Network));
        Assert.Equal(CommandOutcome.NotStricter, rig.Teacher.Forget(0, Van, DecisionOrigin.Network));
        Assert.Equal(CommandOutcome.Done, InView(rig, Cat, DecisionOrigin.Network));
        Assert.Equal(CommandOutcome.Done, rig.Teacher.Forget(0, Cat, DecisionOrigin.Network));
        Assert.Equal(Teacher.MostExamples, CheckedText.Read(rig.TaughtPath, 1 << 20)!.Length);
    }

    [Fact]
    public void Teach_MoreThanTheMost_TheOldestGoes()
    {
        using var rig = Rig("one");
        rig.Decide(Red);
        InView(rig, Van);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < Teacher.MostExamples; i++)
            Assert.Equal(CommandOutcome.Done, InView(rig, Van));

        var times = CheckedText.Read(rig.TaughtPath, 1 << 20)!.Select(line => line.Split(' ')[3]).ToList();
        Assert.Equal(Teacher.MostExamples, times.Count);
        Assert.Single(times.Distinct());
    }

    [Fact]
    public void Restart_SameModel_StillRecognisesAndForgetsWhenTold()
    {
        var path = _folder["taught.txt"];
        using (var rig = Rig("one", taught: path))
        {
            rig.Decide(Red);
            InView(rig, Van);
        }

        using var again = Rig("one", taught: path);
        again.Decide(Red);
        Assert.Equal("EventStart car/van", again.Events[^1]);
        Assert.Equal(CommandOutcome.Done, again.Teacher.Forget(0, Van, DecisionOrigin.Operator));
        again.Decide(Red);
        Assert.Equal("EventUpdate car", again.Events[^1]);
        Assert.Empty(again.Troubles);
    }

    [Fact]
    public void Restart_AnotherVersionOfTheModel_IsNotComparedAndSaysSo()
    {
        var path = _folder["taught.txt"];
        using (var rig = Rig("one", taught: path))
        {
            rig.Decide(Red);
            InView(rig, Van);
        }

        _models.AddGolden("vectors", (1, 2, 3), "unused");
        using var again = Rig("one", taught: path);
        again.Decide(Red);

        Assert.Equal("EventStart car", again.Events[^1]);
        Assert.StartsWith("1 examples of camera 'porch' were made by another version of its model", Assert.Single(again.Troubles), StringComparison.Ordinal);
        Assert.Equal(CommandOutcome.Done, again.Teacher.Forget(0, Van, DecisionOrigin.Operator));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("altered")]
    [InlineData("no vector")]
    [InlineData("no name")]
    public void Restart_DamagedFile_RecognisesNothingSaysSoAndKeepsIt(string damage)
    {
        var path = _folder["taught.txt"];
        using (var rig = Rig("one", taught: path))
        {
            rig.Decide(Red);
            InView(rig, Van);
        }

        var sound = File.ReadAllText(path);
        if (damage is "truncated" or "altered")
            File.WriteAllText(path, damage == "truncated" ? sound[..^20] : sound.Replace("van", "cat", StringComparison.Ordinal));
        else
            CheckedText.Write(path, [damage == "no name" ? CheckedText.Read(path, 1 << 20)![0].Replace(" van ", " VAN ", StringComparison.Ordinal) : "porch van 0 0 operator AAA="]);
        var damaged = File.ReadAllText(path);

        using var again = Rig("one", taught: path);
        again.Decide(Red);
        Assert.Equal("EventStart car", again.Events[^1]);
        Assert.Contains("Nothing that was taught is recognised", Assert.Single(again.Troubles), StringComparison.Ordinal);
        Assert.Equal(CommandOutcome.Done, InView(again, Van));
        Assert.Equal(damaged, File.ReadAllText(path + ".damaged"));
    }

    [Fact]
    public void Teach_CannotBeKept_IsNotRecognised()
    {
        using var rig = Rig("one", taught: _folder["gone", "taught.txt"]);
        rig.Decide(Red);

        Assert.Equal(CommandOutcome.NotSaved, InView(rig, Van));
        rig.Decide(Red);
        Assert.Equal("EventStart car", rig.Events[^1]);
        Assert.Contains("cannot be kept", Assert.Single(rig.Troubles), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_Taught_AllocatesNothing()
    {
        using var rig = Rig("detector");
        rig.Decide(Red);
        rig.Teacher.Teach(0, Van, rig.BootEpoch, track: 1, DecisionOrigin.Operator);
        var (red, dark, frames) = (Red, Dark, 0);

        Assert.Equal(0, Allocations.InSteadyState(() => rig.Decide(++frames % 10 < 7 ? red : dark)));
        Assert.Contains("EventStart car/van", rig.Events);
    }

    public void Dispose()
    {
        _frames.ForEach(frame => frame.Dispose());
        _models.Dispose();
        _folder.Dispose();
    }

    private Frame Red => Picture((255, 0, 0), (0, 0, 255));

    private Frame Dark
    {
        get
        {
            var frame = Picture(default, default);
            frame.Bytes.Clear();
            return frame;
        }
    }

    private Frame Picture((byte, byte, byte) left, (byte, byte, byte) right)
    {
        _frames.Add(PaintedFrame.Of((Left, left), (Right, right)));
        return _frames[^1];
    }

    private static CommandOutcome InView(PipelineRig rig, int thing, DecisionOrigin by = DecisionOrigin.Operator) => rig.Teacher.Teach(0, thing, 0, 0, by);

    private PipelineRig Rig(string detector, PrivacyLevel level = PrivacyLevel.Track, string? taught = null) => new(_models, new CameraConfig
    {
        Name = "porch",
        Source = new SceneSourceConfig(),
        Model = detector,
        VisibleFrames = 1,
        HiddenFrames = 1,
        Privacy = new PrivacyConfig { Level = level },
        Then = [new SecondModelConfig { Model = "vectors", Margin = 0, Teach = ["van", "cat"] }],
    }, taught);
}
