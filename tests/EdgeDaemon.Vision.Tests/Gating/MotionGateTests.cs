using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Vision.Tests.Gating;

public sealed class MotionGateTests
{
    private readonly MotionGate _gate = new(new MotionParameters { Keepalive = TimeSpan.FromSeconds(3), Hold = TimeSpan.FromSeconds(1) }, CellMask.None);
    private readonly GateScene _scene;

    public MotionGateTests() => _scene = new GateScene(_gate);

    [Fact]
    public void Decide_TwoCamerasOfOtherSizes_AllocateNothing()
    {
        var gates = new[] { new MotionGate(new MotionParameters(), CellMask.None), new MotionGate(new MotionParameters(), CellMask.None) };
        var pool = new FramePool();
        using var small = pool.Rent(PixelFormat.Gray8, 160, 120);
        using var large = pool.Rent(PixelFormat.Gray8, 320, 240);
        var planes = new[] { new LumaPlane(), new LumaPlane() };
        var frames = 0;

        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            for (var camera = 0; camera < gates.Length; camera++)
            {
                var frame = camera == 0 ? small : large;
                frame.Timestamp = TimeSpan.FromSeconds(frames++ / 10.0);
                planes[camera].TakeFrom(frame);
                gates[camera].Decide(planes[camera], isUnsettled: false);
            }
        }));
    }

    [Fact]
    public void Decide_StillScene_LearnsAndThenLooksAtTheKeepaliveOnly()
    {
        Assert.All(_scene.Next(8), reason => Assert.Equal(GateReason.Learning, reason));

        var reasons = _scene.Next(90);

        Assert.Equal(3, reasons.Count(r => r == GateReason.Keepalive));
        Assert.Equal(87, reasons.Count(r => r == GateReason.Still));
        Assert.Equal((8, 3, 87, 11), (
            _gate.Counters[GateReason.Learning], _gate.Counters[GateReason.Keepalive], _gate.Counters[GateReason.Still], _gate.Counters.Inferred));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(6.0)]
    [InlineData(25.0)]
    public void Decide_NoisyStillScene_IsStillOnceTheNoiseIsKnown(double sigma)
    {
        var scene = new GateScene(_gate, sigma);
        scene.Next(40);

        Assert.DoesNotContain(GateReason.Motion, scene.Next(60));
    }

    [Fact]
    public void Decide_MovingSquare_IsMotionWhereItIsAndHeldAfterwards()
    {
        _scene.Next(20);
        for (var x = 40; x < 160; x += 10)
        {
            _scene.Square = (x, 80, 32);
            var decision = _scene.Next();
            if (x == 40)
                continue; // Small as it is, it has to be there twice.
            Assert.Equal(GateReason.Motion, decision.Reason);
            Assert.InRange(decision.MovingArea, 0.005f, 0.05f);
            var box = new BoundingBox(x / 320f, 80 / 240f, (x + 32) / 320f, 112 / 240f);
            Assert.True(BoundingBox.IntersectionOverUnion(box, _gate.Regions[0].Box) > 0.3f, $"at {x}: {_gate.Regions[0]}");
        }

        _scene.Square = null;
        var after = _scene.Next(40);
        Assert.Equal(GateReason.Hold, after.First(r => r != GateReason.Motion));
        Assert.Equal(GateReason.Still, after[^1]);
    }

    [Fact]
    public void Decide_SquareThatStays_BecomesPartOfTheScene()
    {
        _scene.Next(20);
        _scene.Square = (100, 80, 60);

        Assert.Equal(GateReason.Motion, _scene.Next().Reason);
        _scene.Next(20);
        Assert.DoesNotContain(GateReason.Motion, _scene.Next(20));
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(0.3)]
    [InlineData(1.3)]
    public void Decide_LightSwitched_IsNoMotion(double light)
    {
        _scene.Next(20);
        _scene.Light = light;
        var reasons = _scene.Next(40);

        Assert.Equal(GateReason.Lighting, reasons[0]);
        Assert.DoesNotContain(GateReason.Motion, reasons);
        Assert.Single(reasons, GateReason.Lighting);
    }

    [Fact]
    public void Decide_DuskAndDawn_AreNoMotion()
    {
        _scene.Next(20);
        var reasons = new List<GateReason>();
        for (var i = 0; i < 100; i++)
        {
            _scene.Light = 1 - (0.5 * Math.Sin(i * Math.PI / 100));
            reasons.Add(_scene.Next().Reason);
        }

        Assert.DoesNotContain(GateReason.Motion, reasons);
        Assert.DoesNotContain(GateReason.Lighting, reasons);
    }

    [Fact]
    public void Decide_MotionUnderTheMask_IsNone()
    {
        _gate.Mask = new CellMask([new Polygon([new(0, 0.2f), new(1, 0.2f), new(1, 0.6f), new(0, 0.6f)])]);
        _scene.Next(20);
        for (var x = 40; x < 160; x += 10)
        {
            _scene.Square = (x, 80, 32);
            Assert.NotEqual(GateReason.Motion, _scene.Next().Reason);
        }
    }

    [Fact]
    public void Decide_LessThanTheLeastArea_IsNoMotion()
    {
        _gate.Parameters = _gate.Parameters with { MinArea = 0.02f };
        _scene.Next(20);
        _scene.Square = (100, 80, 32);

        Assert.NotEqual(GateReason.Motion, _scene.Next().Reason);
        _scene.Square = (100, 80, 56);
        _scene.Next();
        _scene.Square = (106, 80, 56);
        Assert.Equal(GateReason.Motion, _scene.Next().Reason);
    }

    [Fact]
    public void Decide_SparksInOtherPlacesEachFrame_AreNoMotion()
    {
        _scene.Next(20);
        var random = new Random(3);
        for (var i = 0; i < 40; i++)
        {
            _scene.Square = i % 4 == 3 ? null : (random.Next(300), random.Next(220), 12);
            Assert.NotEqual(GateReason.Motion, _scene.Next().Reason);
        }
    }

    [Fact]
    public void Decide_TrackerIsUnsettled_InfersEveryFrame()
    {
        _scene.Next(20);
        _scene.IsUnsettled = true;

        Assert.All(_scene.Next(10), reason => Assert.Equal(GateReason.Unsettled, reason));
    }

    [Fact]
    public void Decide_ManyRegions_KeepsTheLargestInOrder()
    {
        var gate = new MotionGate(new MotionParameters { MinArea = 0 }, CellMask.None);
        using var still = TestFrames.Gray(320, new byte[320 * 240]);
        for (var i = 0; i < 10; i++)
            gate.Decide(PlaneOf(still, i), false);
        var pixels = new byte[320 * 240];
        // Twelve squares of 1 to 12 cells' height, each a cell wide, two cells apart.
        for (var i = 0; i < 12; i++)
        {
            for (var y = 0; y < (i + 1) * 8; y++)
                pixels.AsSpan((y * 320) + (i * 24), 8).Fill(200);
        }

        using var moved = TestFrames.Gray(320, pixels);
        var decision = gate.Decide(PlaneOf(moved, 10), false);

        Assert.Equal([12, 11, 10, 9, 8, 7, 6, 5], gate.Regions.ToArray().Select(r => (int)MathF.Round(r.Area * 1200)));
        Assert.Equal(78, (int)MathF.Round(decision.MovingArea * 1200));
        Assert.Equal(new BoundingBox(11 * 24 / 320f, 0, ((11 * 24) + 8) / 320f, 96 / 240f), gate.Regions[0].Box);
    }

    [Fact]
    public void Decide_SteadyState_AllocatesNothing()
    {
        using var a = TestFrames.Noise(PixelFormat.Gray8, 320, 240, seed: 1);
        using var b = TestFrames.Noise(PixelFormat.Gray8, 320, 240, seed: 2);
        var plane = new LumaPlane();
        var i = 0;
        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            var frame = i % 7 < 3 ? a : b;
            frame.Timestamp = TimeSpan.FromSeconds(i++ / 10.0);
            plane.TakeFrom(frame);
            _gate.Decide(plane, false);
        }));
    }

    private static LumaPlane PlaneOf(Frame frame, int number)
    {
        var plane = new LumaPlane();
        frame.Timestamp = TimeSpan.FromSeconds(number / 10.0);
        plane.TakeFrom(frame);
        return plane;
    }
}
