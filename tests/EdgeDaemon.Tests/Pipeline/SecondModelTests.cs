using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Pipeline;

public sealed class SecondModelTests : IDisposable
{
    private const int FirstSubLabel = 10;

    private static readonly (byte, byte, byte) Red = (255, 0, 0);
    private static readonly (byte, byte, byte) Blue = (0, 0, 255);
    private static readonly BoundingBox Left = new(0.05f, 0.25f, 0.3f, 0.75f);
    private static readonly BoundingBox Middle = new(0.4f, 0.25f, 0.65f, 0.75f);
    private static readonly BoundingBox Right = new(0.7f, 0.25f, 0.95f, 0.75f);
    private static readonly float[] Reported = [0.5f, 0.5f];

    private readonly TestModels _models = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Process_TwoObjects_EachGetsTheSubLabelOfItsCrop()
    {
        using var stage = Stage(new SecondModelConfig { Model = "colours", Margin = 0 });
        using var frame = PaintedFrame.Of((Left, Red), (Right, Blue));

        Detection[] seen = [new(Left, 0, 0.9f), new(Right, 1, 0.8f)];
        stage.Process(frame, seen, Reported);

        Assert.Equal((FirstSubLabel, 1f), (seen[0].SubLabel.Index, seen[0].SubLabel.Score));
        Assert.Equal((FirstSubLabel + 2, 1f), (seen[1].SubLabel.Index, seen[1].SubLabel.Score));
    }

    [Fact]
    public void Process_Margin_ShowsWhatIsAround()
    {
        using var stage = Stage(new SecondModelConfig { Model = "colours", Margin = 0.5 });
        using var frame = PaintedFrame.Of((Middle, Red));

        Detection[] seen = [new(Middle, 0, 0.9f)];
        stage.Process(frame, seen, Reported);

        // Twice as wide and high: a quarter red, three quarters gray 80.
        Assert.Equal((0.25f * 1) + (0.75f * 80 / 255), seen[0].SubLabel.Score, 0.01f);
    }

    [Theory]
    [InlineData(0, 0.4f, 0.5f, "not reported")]
    [InlineData(1, 0.9f, 0.5f, "another label")]
    [InlineData(0, 0.9f, 0.1f, "too small")]
    public void Process_ObjectsThatAreNotItsBusiness_CostNoLook(int label, float score, float height, string why)
    {
        using var stage = Stage(new SecondModelConfig { Model = "colours", Labels = ["car"], MinSize = 32 });
        using var frame = PaintedFrame.Of();

        Detection[] seen = [new(Left with { Bottom = Left.Top + height }, label, score)];
        stage.Process(frame, seen, Reported);

        Assert.True((stage.Looks, stage.Waits) == (0, 0), why);
        Assert.False(seen[0].SubLabel.IsKnown);
    }

    [Fact]
    public void Process_NothingDetected_AsksNotEvenTheClock()
    {
        var clock = new CountingClock();
        using var stage = Stage(new SecondModelConfig { Model = "colours" }, time: clock);
        using var frame = PaintedFrame.Of();

        Detection[] seen = [];
        stage.Process(frame, seen, Reported);

        Assert.Equal((0, 0), (clock.Questions, stage.Looks));
    }

    [Fact]
    public void Process_ScoreBelowTheThreshold_SaysNothing()
    {
        using var stage = Stage(new SecondModelConfig { Model = "colours", ScoreThreshold = 0.4 });
        using var frame = PaintedFrame.Of();

        Detection[] seen = [new(Left, 0, 0.9f)];
        stage.Process(frame, seen, Reported);

        Assert.Equal(1, stage.Looks);
        Assert.False(seen[0].SubLabel.IsKnown);
    }

    [Fact]
    public void Process_MoreThanMaxObjects_TakesTurnsUntilEachWasLookedAt()
    {
        using var stage = Stage(new SecondModelConfig { Model = "colours", MaxObjects = 1, Margin = 0 });
        using var frame = PaintedFrame.Of((Left, Red), (Middle, Red), (Right, Red));

        var looked = Enumerable.Range(0, 6).Select(_ => LookedAt(stage, frame)).ToList();

        Assert.Equal([[0], [1], [2], [0], [1], [2]], looked);
        Assert.Equal((6, 12), (stage.Looks, stage.Waits));
    }

    [Fact]
    public void Process_BudgetUsedUp_LeavesTheRestForTheNextFrames()
    {
        // The clock says 0 at the start, 20 ms after the first look, 40 ms after the second.
        using var stage = Stage(
            new SecondModelConfig { Model = "colours", Budget = TimeSpan.FromMilliseconds(30), Margin = 0 },
            time: new CountingClock { Step = TimeSpan.FromMilliseconds(20), Time = _time });
        using var frame = PaintedFrame.Of((Left, Red), (Middle, Red), (Right, Red));

        Assert.Equal([0, 1], LookedAt(stage, frame));
        Assert.Equal([0, 2], LookedAt(stage, frame).Order());
    }

    [Fact]
    public void Process_BudgetTooSmallForAny_StillLooksAtOnePerFrame()
    {
        using var stage = Stage(
            new SecondModelConfig { Model = "colours", Budget = TimeSpan.FromMilliseconds(1), Margin = 0 },
            time: new CountingClock { Step = TimeSpan.FromSeconds(1), Time = _time });
        using var frame = PaintedFrame.Of((Left, Red), (Middle, Red), (Right, Red));

        Assert.Equal([[0], [1], [2], [0]], Enumerable.Range(0, 4).Select(_ => LookedAt(stage, frame)).ToList());
    }

    [Fact]
    public void Process_EmbeddingModel_GivesAVectorPerObject()
    {
        using var stage = Stage(new SecondModelConfig { Model = "vectors", Margin = 0 }, "vectors");
        using var frame = PaintedFrame.Of((Left, Red), (Right, Blue));

        Detection[] seen = [new(Left, 0, 0.9f), new(Middle, 0, 0.4f), new(Right, 1, 0.8f)];
        stage.Process(frame, seen, Reported);

        Assert.Equal([1, 0, 0], seen[0].Embedding!);
        Assert.Null(seen[1].Embedding);
        Assert.Equal([0, 0, 1], seen[2].Embedding!);
        Assert.False(seen[0].SubLabel.IsKnown);
    }

    [Fact]
    public void Apply_LiveKeys_HoldFromTheNextFrame()
    {
        using var stage = Stage(new SecondModelConfig { Model = "colours", MaxObjects = 1, Margin = 0 });
        using var frame = PaintedFrame.Of((Left, Red), (Middle, Red), (Right, Red));

        stage.Apply(new SecondModelConfig { Model = "colours", MaxObjects = 3, Margin = 0 });

        Assert.Equal([0, 1, 2], LookedAt(stage, frame));
    }

    [Theory]
    [InlineData("colours")]
    [InlineData("vectors")]
    public void Process_SteadyState_AllocatesNothing(string model)
    {
        using var stage = Stage(new SecondModelConfig { Model = model, MaxObjects = 2 }, model);
        using var frame = PaintedFrame.Of((Left, Red), (Middle, Red), (Right, Blue));
        Detection[] seen = [new(Left, 0, 0.9f), new(Middle, 0, 0.8f), new(Right, 1, 0.7f)];

        Assert.Equal(0, Allocations.InSteadyState(() => stage.Process(frame, seen, Reported)));
        Assert.True(stage.Looks > 0);
    }

    public void Dispose() => _models.Dispose();

    private SecondModel Stage(SecondModelConfig config, string model = "colours", TimeProvider? time = null)
    {
        if (model == "colours")
            _models.WriteColours(model);
        else
            _models.WriteEmbedding(model);
        return new SecondModel(config, _models.Load(model), ["car", "person"], maxDetections: 8, FirstSubLabel, time ?? _time);
    }

    private int[] LookedAt(SecondModel stage, Frame frame)
    {
        Detection[] seen = [new(Left, 0, 0.9f), new(Middle, 0, 0.8f), new(Right, 0, 0.7f)];
        stage.Process(frame, seen, Reported);
        return [.. Enumerable.Range(0, 3).Where(i => seen[i].SubLabel.IsKnown)];
    }

    /// <summary>Counts who asks for the time, and lets some pass each time.</summary>
    private sealed class CountingClock : TimeProvider
    {
        public ManualTimeProvider Time { get; init; } = new();

        public TimeSpan Step { get; init; }

        public int Questions { get; private set; }

        public override long TimestampFrequency => Time.TimestampFrequency;

        public override long GetTimestamp()
        {
            Questions++;
            var now = Time.GetTimestamp();
            Time.Advance(Step);
            return now;
        }
    }
}
