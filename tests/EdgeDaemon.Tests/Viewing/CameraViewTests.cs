using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Viewing;
using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.Pipeline.Viewing;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Viewing;

/// <summary>What people at the device see of a frame: stripes are a face, and a face must not be seen.</summary>
public sealed class CameraViewTests : IDisposable
{
    private const int Width = 320;
    private const int Height = 240;
    private static readonly BoundingBox Where = new(0.25f, 0.25f, 0.5f, 0.75f);

    /// <summary>Time from frame to frame: longer than between two pictures.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly FramePool _pool = new();
    private readonly ModelResult _seen = new();
    private CameraView? _view;
    private TimeSpan _now;

    public void Dispose() => _view?.Dispose();

    [Fact]
    public void Observe_NobodyLooks_TakesNoFrameAndAllocatesNothing()
    {
        var view = View(ConsoleView.Full);
        using var frame = Stripes();
        view.Observe(frame, GateOutcome.Look, _seen);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            view.Observe(frame, GateOutcome.Look, _seen);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1, _pool.Outstanding);
    }

    [Theory]
    [InlineData(ConsoleView.Full, ViewStatus.Full, true)]
    [InlineData(ConsoleView.Masked, ViewStatus.Masked, false)]
    public void Next_PersonSeen_IsPixelatedWhereTheConfigurationSaysSo(ConsoleView allowed, ViewStatus status, bool isFaceSeen)
    {
        var view = View(allowed);
        view.Join();
        See(view, GateOutcome.Look, new Detection(Where, 1, 0.9f));

        var (header, boxes, picture) = Next(view);

        Assert.Equal(((ushort)status, 1), (header.Status, boxes.Length));
        Assert.Equal((1, 230), (boxes[0].Label, boxes[0].Score));
        using (picture)
            Assert.Equal((isFaceSeen, true), (HasStripes(picture, Where), HasStripes(picture, new BoundingBox(0.8f, 0.1f, 0.95f, 0.9f))));
    }

    [Fact]
    public void Next_NothingMovesSinceTheLook_KeepsThePersonPixelated()
    {
        var view = View(ConsoleView.Masked);
        view.Join();
        See(view, GateOutcome.Look, new Detection(Where, 1, 0.9f));
        Next(view).Picture.Dispose();
        _now += TimeSpan.FromSeconds(60);
        See(view, GateOutcome.Still, null);

        var (header, _, picture) = Next(view);

        using (picture)
            Assert.Equal(((ushort)ViewStatus.Masked, false), (header.Status, HasStripes(picture, Where)));
    }

    [Fact]
    public void Next_PersonMissedInOneFrame_StaysPixelated()
    {
        var view = View(ConsoleView.Masked);
        view.Join();
        See(view, GateOutcome.Look, new Detection(Where, 1, 0.9f));
        Next(view).Picture.Dispose();
        See(view, GateOutcome.Look);

        var (_, boxes, picture) = Next(view);

        using (picture)
            Assert.Equal((0, false), (boxes.Length, HasStripes(picture, Where)));
    }

    [Theory]
    [InlineData(nameof(GateOutcome.Still))]
    [InlineData(nameof(GateOutcome.Untriggered))]
    [InlineData(nameof(GateOutcome.Blind))]
    [InlineData(nameof(GateOutcome.HealthOnly))]
    public void Next_FrameThatNoModelLookedAt_IsPixelatedAsAWhole(string outcome)
    {
        var view = View(ConsoleView.Masked);
        // What was seen before somebody came is not known any more.
        See(view, GateOutcome.Look, new Detection(Where, 1, 0.9f));
        view.Join();
        See(view, Enum.Parse<GateOutcome>(outcome), null);

        var (header, _, picture) = Next(view);

        using (picture)
            Assert.Equal(((ushort)ViewStatus.Hidden, false), (header.Status, HasStripes(picture, new BoundingBox(0.6f, 0.1f, 0.9f, 0.9f))));
    }

    [Theory]
    [InlineData("car", "dog")]
    [InlineData]
    public void Next_ModelWithoutLabelsOfPeople_IsPixelatedAsAWhole(params string[] labels)
    {
        var view = View(ConsoleView.Masked, labels);
        view.Join();
        See(view, GateOutcome.Look, new Detection(Where, 0, 0.9f));

        var (header, _, picture) = Next(view);

        using (picture)
            Assert.Equal(((ushort)ViewStatus.Hidden, false), (header.Status, HasStripes(picture, Where)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Next_BoxThatIsNone_PixelatesTheWhole(float edge)
    {
        var view = View(ConsoleView.Masked);
        view.Join();
        See(view, GateOutcome.Look, new Detection(new BoundingBox(edge, 0, 1, 1), 1, 0.9f));

        Assert.Equal((ushort)ViewStatus.Hidden, Next(view).Header.Status);
    }

    [Fact]
    public void Next_AfterTheCameraWasClosed_IsNoPicture()
    {
        var view = View(ConsoleView.Full);
        view.Join();
        See(view, GateOutcome.Look);
        Next(view).Picture.Dispose();
        See(view, GateOutcome.Look);

        view.Clear();

        // Not for who has looked all the time, and not for who comes now.
        var (known, none) = (1L, 0L);
        Assert.Null(view.Next(ref known, TimeSpan.Zero));
        Assert.Null(view.Next(ref none, TimeSpan.Zero));
        Assert.Equal((2, 2), (known, none));
    }

    [Fact]
    public void Observe_FramesThatComeFast_TakesFiveASecond()
    {
        var view = View(ConsoleView.Full);
        view.Join();
        var (pictures, number) = (0, 0L);
        for (var i = 0; i < 100; i++)
        {
            _now -= Step - TimeSpan.FromMilliseconds(20);
            See(view, GateOutcome.Look);
            if (view.Next(ref number, TimeSpan.Zero) is not null)
                pictures++;
        }

        Assert.Equal(10, pictures);
    }

    [Theory]
    [InlineData("person", true)]
    [InlineData("human-face", true)]
    [InlineData("face_mask", true)]
    [InlineData("personal", false)]
    [InlineData("vehicle", false)]
    public void PeopleLabels_ByWords(string label, bool isPeople) => Assert.Equal(isPeople, PeopleLabels.Has(label));

    private CameraView View(ConsoleView allowed, string[]? labels = null) => _view = new CameraView([.. labels ?? ["car", "person"]], _pool, () => allowed);

    private void See(CameraView view, GateOutcome outcome, params Detection[]? found)
    {
        using var frame = Stripes();
        frame.Timestamp = _now += Step;
        found?.CopyTo(_seen.DetectionBuffer);
        _seen.SetDetectionCount(found?.Length ?? 0);
        view.Observe(frame, outcome, outcome == GateOutcome.Look ? _seen : null);
    }

    /// <summary>Black and white columns, four pixels wide.</summary>
    private Frame Stripes()
    {
        var frame = _pool.Rent(PixelFormat.Rgb24, Width, Height);
        for (var i = 0; i < frame.Bytes.Length; i++)
            frame.Bytes[i] = i / 3 % Width / 4 % 2 == 0 ? (byte)0 : (byte)255;
        return frame;
    }

    private (ViewHeader Header, ViewBox[] Boxes, Frame Picture) Next(CameraView view)
    {
        var number = 0L;
        var message = view.Next(ref number, TimeSpan.Zero)!.Message;
        var header = MemoryMarshal.Read<ViewHeader>(message);
        Assert.True(header.IsWellFormed);
        var boxes = MemoryMarshal.Cast<byte, ViewBox>(message.AsSpan(ViewHeader.SizeBytes, header.Boxes * ViewBox.SizeBytes)).ToArray();
        var jpeg = message.AsSpan(ViewHeader.SizeBytes + (header.Boxes * ViewBox.SizeBytes));
        Assert.Equal((int)header.PictureBytes, jpeg.Length);
        using var decoder = new JpegDecoder();
        return (header, boxes, decoder.Decode(jpeg, _pool, "picture", JpegDecoder.FullSize));
    }

    /// <summary>Do columns of a place, four pixels apart, differ as those of <see cref="Stripes"/> do, in most of it?</summary>
    private static bool HasStripes(Frame picture, BoundingBox place)
    {
        // Luma, or R G B, as the decoder gives it.
        var samples = picture.Plane(0);
        var (stride, step) = (picture.Planes[0].StrideBytes, picture.Planes[0].WidthBytes / picture.Width);
        var (left, right, top, bottom) = ((int)(place.Left * Width), (int)(place.Right * Width) - 4, (int)(place.Top * Height), (int)(place.Bottom * Height));
        var (differ, all) = (0, 0);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++, all++)
                differ += Math.Abs(samples[(y * stride) + (x * step)] - samples[(y * stride) + ((x + 4) * step)]) > 128 ? 1 : 0;
        }

        return differ > all / 2;
    }
}
