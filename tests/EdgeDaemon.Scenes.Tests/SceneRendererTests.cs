using System.Security.Cryptography;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Scenes.Tests;

public sealed class SceneRendererTests
{
    public static TheoryData<SceneCondition> Looks() =>
        [SceneCondition.Ok, SceneCondition.Dark, SceneCondition.Overexposed, SceneCondition.Blurred, SceneCondition.Covered];

    /// <summary>Hashes of frames drawn on x64: another processor or runtime that draws one byte differently fails here.</summary>
    [Theory]
    [InlineData(1, 96, 64, SceneCondition.Ok, "EFD128434914CD70")]
    [InlineData(7, 130, 98, SceneCondition.Ok, "D123460DD7BA769D")]
    [InlineData(1, 96, 64, SceneCondition.Dark, "AD704250065830A5")]
    [InlineData(1, 96, 64, SceneCondition.Overexposed, "AD2F93F6E340EF48")]
    [InlineData(1, 322, 200, SceneCondition.Blurred, "61CAFC6C1969497D")]
    [InlineData(1, 96, 64, SceneCondition.Covered, "192BB86B6E400DDF")]
    public void Render_SameSeed_GivesTheSameBytesOnEveryMachine(int seed, int width, int height, SceneCondition condition, string hash) =>
        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(Draw(seed, width, height, 42, 4.2, condition)))[..16]);

    [Theory]
    [MemberData(nameof(Looks))]
    public void Render_Twice_IsTheSame(SceneCondition condition) =>
        Assert.Equal(Draw(3, 64, 64, 5, 0.5, condition), Draw(3, 64, 64, 5, 0.5, condition));

    [Theory]
    [MemberData(nameof(Looks))]
    public void Render_NextFrame_DiffersEvenWhereNothingMoves(SceneCondition condition) =>
        Assert.NotEqual(Draw(3, 64, 64, 5, 0.5, condition), Draw(3, 64, 64, 6, 0.5, condition));

    [Fact]
    public void Render_OtherSeed_IsAnotherScene() =>
        Assert.NotEqual(Draw(3, 64, 64, 5, 0.5, SceneCondition.Ok), Draw(4, 64, 64, 5, 0.5, SceneCondition.Ok));

    [Fact]
    public void Render_Dark_LeavesLittleLight() => Assert.InRange(Mean(SceneCondition.Dark), 4, 25);

    [Fact]
    public void Render_Overexposed_ClipsMostOfTheFrame() =>
        Assert.InRange(Draw(1, 320, 240, 0, 0, SceneCondition.Overexposed).Count(v => v >= 250) / (320f * 240 * 3), 0.6f, 1);

    [Fact]
    public void Render_Blurred_KeepsTheLightButNotTheEdges()
    {
        Assert.InRange(Mean(SceneCondition.Blurred), Mean(SceneCondition.Ok) - 3, Mean(SceneCondition.Ok) + 3);
        Assert.InRange(Edges(SceneCondition.Blurred), 0, Edges(SceneCondition.Ok) / 2);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(66, 4096)]
    [InlineData(4096, 64)]
    [InlineData(642, 358)]
    public void Render_AnyEvenSize_FillsTheFrame(int width, int height)
    {
        foreach (var row in Looks())
            Assert.NotEmpty(Draw(1, width, height, 0, 3, row.Data));
    }

    [Fact]
    public void Render_OverTime_ShowsAllThreeKindsWhereTheTruthSays()
    {
        var renderer = new SceneRenderer(2, 320, 240);
        var pixels = new byte[renderer.FrameBytes];
        var seen = new HashSet<SceneObjectKind>();
        for (var i = 0; i < 200; i++)
        {
            renderer.Render(i, i * 0.2, SceneCondition.Ok, pixels);
            foreach (var thing in renderer.Truth)
            {
                seen.Add(thing.Kind);
                Assert.InRange(thing.Box.Left, 0, thing.Box.Right);
                Assert.InRange(thing.Box.Top, 0, thing.Box.Bottom);
                Assert.InRange(Math.Max(thing.Box.Right, thing.Box.Bottom), 0, 1);
                Assert.InRange(thing.Box.Area, 0.002f, 0.4f);
            }
        }

        Assert.Equal(3, seen.Count);
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public void Render_SteadyState_AllocatesNothing(SceneCondition condition)
    {
        var renderer = new SceneRenderer(1, 160, 120);
        var pixels = new byte[renderer.FrameBytes];
        var i = 0;
        Assert.Equal(0, Allocations.InSteadyState(() => renderer.Render(i++, i * 0.1, condition, pixels)));
    }

    [Fact]
    public void Render_Frozen_IsTheCallersBusiness()
    {
        var renderer = new SceneRenderer(1, 64, 64);
        Assert.Throws<ArgumentException>(() => renderer.Render(0, 0, SceneCondition.Frozen, new byte[renderer.FrameBytes]));
    }

    [Fact]
    public void Render_WrongLength_SaysExpectedAndGot()
    {
        var error = Assert.Throws<ArgumentException>(() => new SceneRenderer(1, 64, 64).Render(0, 0, SceneCondition.Ok, new byte[10]));
        Assert.Contains("Expected 12288 bytes for 64×64 RGB, got 10", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Draw(int seed, int width, int height, long number, double seconds, SceneCondition condition)
    {
        var renderer = new SceneRenderer(seed, width, height);
        var pixels = new byte[renderer.FrameBytes];
        renderer.Render(number, seconds, condition, pixels);
        return pixels;
    }

    private static double Mean(SceneCondition condition) => Draw(1, 320, 240, 0, 0, condition).Average(v => v);

    private static double Edges(SceneCondition condition)
    {
        var pixels = Draw(1, 320, 240, 0, 0, condition);
        return Enumerable.Range(0, pixels.Length - 12).Average(i => Math.Abs(pixels[i] - pixels[i + 12]));
    }
}
