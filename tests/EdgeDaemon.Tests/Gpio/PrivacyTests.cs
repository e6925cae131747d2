using EdgeDaemon.Capture;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Gpio;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Zones;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Tests.Gpio;

/// <summary>A camera's thread, its privacy switch and its light.</summary>
public sealed class PrivacyTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly AccessSwitch _privacy = new();
    private readonly AccessSwitch _pause = new();
    private readonly FakeLine _line = new();
    private readonly ActivityLight _light;
    private readonly EndlessSource _source = new();
    private readonly FrameExchange _exchange = new([false]);
    private readonly CaptureThread _worker;

    public PrivacyTests()
    {
        _light = new ActivityLight(() => _line);
        _worker = new CaptureThread(
            "porch", new FrameReader(_source, new PrivacyMask([])), _exchange.PlaceOf(0), new CameraAccess(_light, _privacy, _pause), TimeSpan.FromSeconds(2), NullLogger.Instance);
    }

    [Fact]
    public void Set_WhileItWaitsForAFrame_ClosesTheCameraAndPutsTheLightOut()
    {
        _worker.Start();
        Assert.True(SpinWait.SpinUntil(() => _source.IsOpen && _worker.Frames.FramesRead > 0, Patience));
        Assert.Equal([true], _line.Written);

        _privacy.Set(true);

        Assert.True(SpinWait.SpinUntil(() => _worker.IsIdle, Patience));
        Assert.False(_source.IsOpen);
        Assert.Equal([true, false], _line.Written);
        // No frame is left for anybody to see; what comes is that the camera is closed.
        Assert.True(SpinWait.SpinUntil(() => _exchange.TryTake(TimeSpan.Zero, out var item) && item.Frame is null && item.State == SourceState.Private, Patience));
    }

    [Fact]
    public void Set_BackAgain_OpensTheCamera()
    {
        _privacy.Set(true);
        _worker.Start();
        Assert.True(SpinWait.SpinUntil(() => _worker.IsIdle, Patience));
        Assert.Equal(0, _source.Opened);

        _privacy.Set(false);

        Assert.True(SpinWait.SpinUntil(() => _worker.Frames.FramesRead > 0, Patience));
        Assert.Equal([true], _line.Written);
    }

    [Fact]
    public void Pause_ClosesTheCameraAndPutsTheLightOut_ResumeOpensItAgain()
    {
        _worker.Start();
        Assert.True(SpinWait.SpinUntil(() => _worker.Frames.FramesRead > 0, Patience));

        _pause.Set(true);
        Assert.True(SpinWait.SpinUntil(() => _worker.IsIdle, Patience));
        Assert.Equal((false, 1L), (_source.IsOpen, _worker.Frames.FramesRead));
        Assert.True(SpinWait.SpinUntil(() => _exchange.TryTake(TimeSpan.Zero, out var item) && item.Frame is null && item.State == SourceState.Paused, Patience));

        _pause.Set(false);
        Assert.True(SpinWait.SpinUntil(() => _worker.Frames.FramesRead > 1, Patience));
        Assert.Equal([true, false, true], _line.Written);
    }

    [Fact]
    public void PrivacyEnds_WhileItIsPaused_StaysClosed()
    {
        _pause.Set(true);
        _privacy.Set(true);
        _worker.Start();
        Assert.True(SpinWait.SpinUntil(() => _worker.IsIdle, Patience));

        _privacy.Set(false);
        Assert.True(SpinWait.SpinUntil(() => _exchange.TryTake(TimeSpan.Zero, out var item) && item.State == SourceState.Paused, Patience));
        Assert.Equal((false, 0), (_source.IsOpen, _source.Opened));

        _pause.Set(false);
        Assert.True(SpinWait.SpinUntil(() => _worker.Frames.FramesRead > 0, Patience));
    }

    [Fact]
    public void LightCannotBeLit_CameraDoesNotStayOpen()
    {
        _line.IsGone = true;
        _worker.Start();

        Assert.True(SpinWait.SpinUntil(() => _worker.Failure is not null, Patience));

        Assert.Contains("chip is gone", _worker.Failure, StringComparison.Ordinal);
        Assert.False(_source.IsOpen);
        Assert.Equal(0, _worker.Frames.FramesRead);
    }

    public void Dispose()
    {
        _exchange.Close();
        _worker.Dispose();
        _light.Dispose();
        _privacy.Dispose();
        _line.Dispose();
        _source.Dispose();
    }

    /// <summary>Delivers one frame at each opening, and then makes its reader wait.</summary>
    private sealed class EndlessSource : IFrameSource
    {
        private readonly FramePool _pool = new();
        private bool _hasDelivered;

        public string Description => "source";

        public int Opened { get; private set; }

        public volatile bool IsOpen;

        public void Open()
        {
            (IsOpen, _hasDelivered) = (true, false);
            Opened++;
        }

        public Frame? Read(CancellationToken cancellation)
        {
            if (_hasDelivered)
            {
                cancellation.WaitHandle.WaitOne();
                cancellation.ThrowIfCancellationRequested();
            }

            _hasDelivered = true;
            return _pool.Rent(PixelFormat.Gray8, 16, 16);
        }

        public void Dispose() => IsOpen = false;
    }
}
