using EdgeDaemon.Capture.Ffmpeg;
using EdgeDaemon.Capture.Tests.Ffmpeg;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>The ffmpeg source over a real file and the real program.</summary>
public sealed class FfmpegSourceContractTests : EndingSourceContract, IDisposable
{
    private readonly TempDirectory _folder = new();

    public FfmpegSourceContractTests() => TestVideo.Make(_folder["video.mp4"], "testsrc=s=64x48:r=10:d=0.3");

    public void Dispose() => _folder.Dispose();

    protected override IFrameSource Create(FramePool pool, TimeProvider time, double? framesPerSecond, bool loop) =>
        new FfmpegSource(
            new FfmpegOptions { Input = new VideoFile(_folder["video.mp4"], loop), Width = 64, Height = 48, FramesPerSecond = framesPerSecond },
            pool, time);
}
