using EdgeDaemon.Capture.Iot.Video;
using EdgeDaemon.Capture.Tests.Iot.Video;
using EdgeDaemon.Capture.Tests.V4l2;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>The source over the package's loop, which is played: there is no camera here for the real one.</summary>
public sealed class IotVideoSourceContractTests : FrameSourceContract
{
    protected override IFrameSource Create(FramePool pool, TimeProvider time, double? framesPerSecond, bool loop)
    {
        var camera = new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Yuyv) };
        return new IotVideoSource(TestCameras.Options, pool, time, TestCameras.Machine(camera), (_, agreed, _) => new FakeVideoLoop
        {
            BufferBytes = agreed.ImageBytes,
            Fill = (sequence, buffer) => TestCameras.Fill(sequence, buffer),
            // By the real clock, frames are there when they are waited for: nothing else would be fast enough.
            Pace = framesPerSecond is { } rate && time is ManualTimeProvider ? (time, rate) : null,
        });
    }
}
