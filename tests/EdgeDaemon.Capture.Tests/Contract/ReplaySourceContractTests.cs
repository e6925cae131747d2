using EdgeDaemon.Capture.Replay;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Contract;

public sealed class ReplaySourceContractTests : EndingSourceContract, IDisposable
{
    private readonly TempDirectory _folder = new();

    public ReplaySourceContractTests()
    {
        Native.RequirePng();
        File.WriteAllBytes(_folder["a.jpg"], JpegWriter.Gradient(64, 48));
        File.WriteAllBytes(_folder["b.JPEG"], JpegWriter.Gradient(64, 48, progressive: true));
        File.WriteAllBytes(_folder["c.png"], PngBuilder.Build(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6]));
    }

    public void Dispose() => _folder.Dispose();

    protected override IFrameSource Create(FramePool pool, TimeProvider time, double? framesPerSecond, bool loop) =>
        new ReplaySource(new ReplayOptions { Path = _folder.Path, FramesPerSecond = framesPerSecond, Loop = loop }, pool, time);
}
