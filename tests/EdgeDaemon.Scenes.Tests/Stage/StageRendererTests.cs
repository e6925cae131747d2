using EdgeDaemon.Scenes.Stage;

namespace EdgeDaemon.Scenes.Tests.Stage;

public sealed class StageRendererTests
{
    private static readonly StageActor Walker = new(SceneObjectKind.Person, 0.5f, [new(1, -0.1f), new(2, 0.5f), new(3, 0.5f), new(4, 1.1f)]);

    private static StagePlay Empty => new() { Name = "empty", Seed = 3, Frames = 60, Width = 160, Height = 120 };

    [Theory]
    [InlineData(5, null)]
    [InlineData(20, 0.5)]
    [InlineData(25, 0.5)]
    [InlineData(35, 0.8)]
    [InlineData(45, null)]
    public void Truth_Walker_IsWhereItsWaySays(int frame, double? middle)
    {
        var renderer = new StageRenderer(Empty with { Actors = [Walker] });
        renderer.FindTruth(frame);

        Assert.Equal(middle is null ? 0 : 1, renderer.Truth.Count);
        if (middle is { } expected)
        {
            var seen = renderer.Truth[0];
            Assert.Equal((1, SceneObjectKind.Person), (seen.Actor, seen.Kind));
            Assert.Equal(expected, (seen.Box.Left + seen.Box.Right) / 2, 0.03);
            Assert.Equal(1, seen.VisibleShare, 0.01);
        }
    }

    [Fact]
    public void Truth_WhereTheActorIs_ThePictureDiffersFromTheEmptyOne()
    {
        var (play, with, without) = (Empty with { Actors = [Walker] }, new byte[160 * 120 * 3], new byte[160 * 120 * 3]);
        var renderer = new StageRenderer(play);
        renderer.Render(25, with);
        new StageRenderer(Empty).Render(25, without);
        var box = renderer.Truth[0].Box;

        var (inside, outside) = (0, 0);
        for (var i = 0; i < with.Length; i++)
        {
            var (x, y) = ((i / 3 % 160 + 0.5f) / 160, (i / 3 / 160 + 0.5f) / 120);
            var isIn = x >= box.Left && x <= box.Right && y >= box.Top && y <= box.Bottom;
            var differs = Math.Abs(with[i] - without[i]) > 12;
            (inside, outside) = (inside + (differs && isIn ? 1 : 0), outside + (differs && !isIn ? 1 : 0));
        }

        Assert.InRange(inside, 300, int.MaxValue);
        Assert.InRange(outside, 0, inside / 3); // Its shadow.
    }

    [Fact]
    public void Truth_BehindAPillarOrSomebodyNearer_IsHidden()
    {
        var behindPillar = new StageRenderer(Empty with { Actors = [Walker], Pillar = new StagePillar(0.5f, 0.3f) });
        behindPillar.FindTruth(25);
        var nearer = Walker with { Depth = 1 };
        var two = new StageRenderer(Empty with { Actors = [nearer, Walker] });
        two.FindTruth(25);

        Assert.Equal(0, behindPillar.Truth[0].VisibleShare, 0.05);
        Assert.Equal([2, 1], two.Truth.Select(t => t.Actor)); // Farthest first.
        Assert.InRange(two.Truth[0].VisibleShare, 0, 0.3f);
        Assert.Equal(1, two.Truth[1].VisibleShare, 0.01);
    }

    [Fact]
    public void Truth_HalfOutsideTheFrame_SaysHowMuchIsLeft()
    {
        var renderer = new StageRenderer(Empty with { Actors = [new(SceneObjectKind.Vehicle, 0, [new(0, 0), new(9, 0)])] });
        renderer.FindTruth(10);

        Assert.InRange(renderer.Truth[0].VisibleShare, 0.45f, 0.55f);
        Assert.Equal(0, renderer.Truth[0].Box.Left);
    }

    [Fact]
    public void Render_Frozen_RepeatsThePictureButNotTheTruth()
    {
        var renderer = new StageRenderer(Empty with { Actors = [Walker], Script = [new(SceneCondition.Ok, 15), new(SceneCondition.Frozen, 20)] });
        var (last, frozen) = (new byte[renderer.FrameBytes], new byte[renderer.FrameBytes]);
        renderer.Render(14, last);
        renderer.Render(30, frozen);

        Assert.Equal(last, frozen);
        Assert.InRange((renderer.Truth[0].Box.Left + renderer.Truth[0].Box.Right) / 2, 0.45f, 0.55f);
        renderer.Render(36, frozen);
        Assert.NotEqual(last, frozen);
    }

    [Fact]
    public void Render_Knocked_MovesPictureAndTruthToTheLeft()
    {
        var play = Empty with { Actors = [Walker] };
        var (before, after) = (new StageRenderer(play), new StageRenderer(play with { Knock = (0, 0.25f) }));
        before.FindTruth(25);
        after.FindTruth(25);

        Assert.Equal(before.Truth[0].Box.Left - 0.25f, after.Truth[0].Box.Left, 1e-5f);
    }

    [Theory]
    [InlineData(0.3f)]
    [InlineData(1.2f)]
    public void Render_Light_ScalesThePicture(float gain)
    {
        var (normal, lit) = (new byte[160 * 120 * 3], new byte[160 * 120 * 3]);
        new StageRenderer(Empty).Render(10, normal);
        new StageRenderer(Empty with { Lights = [new(5, gain)] }).Render(10, lit);

        Assert.InRange(lit.Average(v => v) / normal.Average(v => v), gain - 0.1, gain + 0.1);
    }

    [Fact]
    public void Render_SamePlay_GivesTheSameBytes()
    {
        var play = Empty with { Actors = [Walker], RainStreaks = 20, Pillar = new StagePillar(0.7f, 0.1f), Lights = [new(5, 0.5f)] };
        var (a, b) = (new byte[160 * 120 * 3], new byte[160 * 120 * 3]);
        new StageRenderer(play).Render(22, a);
        new StageRenderer(play).Render(22, b);

        Assert.Equal(a, b);
    }
}
