using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Workers;

namespace EdgeDaemon.Tests.Workers;

public sealed class ProgressWatchTests
{
    private readonly Camera _porch = new();
    private readonly Camera _yard = new();
    private readonly ProgressWatch _watch;
    private int _alive;

    public ProgressWatchTests() => _watch = new ProgressWatch([_porch, _yard], () => _alive++);

    [Fact]
    public void Look_EveryCameraGotOn_FeedsOnce()
    {
        _porch.Progress++;
        _yard.Progress++;

        _watch.Look();
        _watch.Look();

        Assert.Equal(1, _alive);
    }

    [Fact]
    public void Look_OneCameraHangs_OthersDoNotHideIt()
    {
        for (var frame = 0; frame < 100; frame++)
        {
            _porch.Progress++;
            _watch.Look();
        }

        Assert.Equal(0, _alive);
    }

    [Fact]
    public void Look_SlowCamera_FeedsAtItsPace()
    {
        for (var frame = 1; frame <= 100; frame++)
        {
            _porch.Progress++;
            _yard.Progress += frame % 10 == 0 ? 1 : 0;
            _watch.Look();
        }

        Assert.Equal(10, _alive);
    }

    [Fact]
    public void Look_CameraAtItsEndOrClosedOnPurpose_IsNotWaitedFor()
    {
        _yard.IsIdle = true;
        _porch.Progress++;

        _watch.Look();

        Assert.Equal(1, _alive);
    }

    private sealed class Camera : IProgressSource
    {
        public long Progress { get; set; }

        public bool IsIdle { get; set; }
    }
}
