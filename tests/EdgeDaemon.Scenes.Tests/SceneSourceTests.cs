using System.Collections.Immutable;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Scenes.Tests;

public sealed class SceneSourceTests
{
    private readonly FramePool _pool = new();

    [Fact]
    public void Read_Frozen_RepeatsTheFrameBeforeByteForByte()
    {
        var frames = Play([new(SceneCondition.Ok, 2), new(SceneCondition.Frozen, 3), new(SceneCondition.Ok, 1)]);
        Assert.Equal(6, frames.Count);
        Assert.NotEqual(frames[0], frames[1]);
        Assert.Equal(frames[1], frames[2]);
        Assert.Equal(frames[1], frames[4]);
        Assert.NotEqual(frames[4], frames[5]);
    }

    [Fact]
    public void Read_FrozenAfterDark_StaysDark()
    {
        var frames = Play([new(SceneCondition.Dark, 1), new(SceneCondition.Frozen, 1)]);
        Assert.Equal(frames[0], frames[1]);
    }

    [Fact]
    public void Read_FrozenFromTheStart_ShowsOneFrame()
    {
        var frames = Play([new(SceneCondition.Frozen, 3)]);
        Assert.Equal(frames[0], frames[2]);
    }

    [Fact]
    public void Read_SameOptions_PlayTheSame()
    {
        ImmutableArray<SceneScriptStep> script = [new(SceneCondition.Ok, 3), new(SceneCondition.Covered, 2)];
        Assert.Equal(Play(script), Play(script));
    }

    [Fact]
    public void Read_NoScript_IsOkWithoutEnd()
    {
        using var source = new SceneSource(Options([]), _pool, new ManualTimeProvider());
        source.Open();
        for (var i = 0; i < 20; i++)
            source.Read(CancellationToken.None)!.Dispose();
    }

    [Theory]
    [InlineData(63, 480)]
    [InlineData(62, 480)]
    [InlineData(640, 481)]
    [InlineData(640, 4098)]
    public void New_BadSize_IsRefused(int width, int height) =>
        Assert.Throws<ArgumentException>(() => new SceneSource(new SceneOptions { Width = width, Height = height }, _pool, TimeProvider.System));

    [Fact]
    public void New_StepWithoutFrames_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new SceneSource(Options([new(SceneCondition.Ok, 0)]), _pool, TimeProvider.System));

    [Fact]
    public void At_Loop_StartsAgain()
    {
        var script = new SceneScript([new(SceneCondition.Ok, 2), new(SceneCondition.Dark, 1)], loop: true);
        Assert.Equal(
            [SceneCondition.Ok, SceneCondition.Ok, SceneCondition.Dark, SceneCondition.Ok, SceneCondition.Ok, SceneCondition.Dark],
            Enumerable.Range(0, 6).Select(i => script.At(i)!.Value));
        Assert.Equal(SceneCondition.Dark, script.At(3_000_000_002));
    }

    [Fact]
    public void At_Once_EndsBehindTheLastStep()
    {
        var script = new SceneScript([new(SceneCondition.Ok, 2)], loop: false);
        Assert.Equal(SceneCondition.Ok, script.At(1));
        Assert.Null(script.At(2));
    }

    private static SceneOptions Options(ImmutableArray<SceneScriptStep> script) =>
        new() { Width = 64, Height = 64, FramesPerSecond = null, Loop = false, Script = script };

    private List<byte[]> Play(ImmutableArray<SceneScriptStep> script)
    {
        using var source = new SceneSource(Options(script), _pool, new ManualTimeProvider());
        source.Open();
        var frames = new List<byte[]>();
        while (source.Read(CancellationToken.None) is { } frame)
        {
            frames.Add(frame.Bytes.ToArray());
            frame.Dispose();
        }

        return frames;
    }
}
