using EdgeDaemon.Capture.Tests.V4l2;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>The V4L2 source over a simulated driver.</summary>
public sealed class V4l2SourceContractTests : FrameSourceContract
{
    protected override IFrameSource Create(FramePool pool, TimeProvider time, double? framesPerSecond, bool loop)
    {
        var camera = new SimulatedCamera
        {
            Formats = TestCameras.Offers(V4l2Constants.Yuyv),
            Fill = TestCameras.Fill,
            FirstSequence = 5,
            // By the real clock, frames are there when they are waited for: nothing else would be fast enough.
            Pace = framesPerSecond is { } rate && time is ManualTimeProvider ? (time, rate) : null,
        };
        return new V4l2Source(TestCameras.Options, pool, time, TestCameras.Machine(camera));
    }
}
