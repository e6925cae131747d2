using EdgeDaemon.Capture.Ingest;
using EdgeDaemon.Capture.Tests.Ingest;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>The ingest source over the ingest process's own end of the socket.</summary>
public sealed class IngestSourceContractTests : FrameSourceContract, IDisposable
{
    private readonly TempDirectory _folder = new();
    private FrameFeed? _feed;

    public void Dispose()
    {
        _feed?.Dispose();
        _folder.Dispose();
    }

    protected override IFrameSource Create(FramePool pool, TimeProvider time, double? framesPerSecond, bool loop)
    {
        _feed = new FrameFeed(_folder["frames.sock"], framesPerSecond is { } rate && time is ManualTimeProvider ? (time, rate) : null);
        return new IngestSource(
            new IngestOptions { Camera = "gate", SocketPath = _folder["frames.sock"], Width = 64, Height = 48, StallTimeout = TimeSpan.FromSeconds(60) },
            pool, time);
    }
}
