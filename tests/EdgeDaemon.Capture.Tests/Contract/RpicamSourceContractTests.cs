using System.Runtime.Versioning;
using EdgeDaemon.Capture.Rpicam;
using EdgeDaemon.Capture.Tests.Rpicam;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>The rpicam source over a stand-in for its program, which copies what the test feeds it.</summary>
[SupportedOSPlatform("linux")]
public sealed class RpicamSourceContractTests : FrameSourceContract, IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public void Dispose() => _owned.ForEach(o => o.Dispose());

    protected override IFrameSource Create(FramePool pool, TimeProvider time, double? framesPerSecond, bool loop)
    {
        var folder = new TempDirectory();
        var fifo = new Fifo(folder["frames"], new byte[128 * 16 * 3 / 2], framesPerSecond is { } rate && time is ManualTimeProvider ? (time, rate) : null);
        var program = new StandIn($"exec cat '{folder["frames"]}'");
        _owned.AddRange([fifo, program, folder]);
        return program.Source(new RpicamOptions { Width = 128, Height = 16, StallTimeout = TimeSpan.FromSeconds(60), FirstFrameTimeout = TimeSpan.FromSeconds(60) }, pool, time);
    }
}
