using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Scenes;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Tests.Pipeline;

public sealed class PrivacyMaskTests
{
    [Fact]
    public void CaptureThread_EveryFrame_IsPaintedBeforeAnybodyGetsIt()
    {
        var camera = new CameraConfig { Name = "porch", Source = new SceneSourceConfig(), PrivacyMasks = [[new(0, 0), new(0.5, 0), new(0.5, 1), new(0, 1)]] };
        var exchange = new FrameExchange([true]);
        var source = new SceneSource(new SceneOptions { Width = 64, Height = 64, FramesPerSecond = null, Script = [new(SceneCondition.Ok, 5)], Loop = false }, new FramePool(), TimeProvider.System);
        using var worker = new CaptureThread(
            "porch", new FrameReader(source, TrackRules.PrivacyMaskOf(camera)), exchange.PlaceOf(0), CameraAccess.Free(), TimeSpan.FromSeconds(2), NullLogger.Instance);
        worker.Start();

        var frames = 0;
        while (exchange.TryTake(TimeSpan.FromMinutes(2), out var item) && (item.Frame is not null || item.State != SourceState.Ended))
        {
            if (item.Frame is not { } frame)
                continue;
            using (frame)
            {
                for (var y = 0; y < 64; y++)
                {
                    Assert.Equal(-1, frame.Bytes.Slice(y * 64 * 3, 32 * 3).IndexOfAnyExcept((byte)0));
                    Assert.NotEqual(-1, frame.Bytes.Slice((y * 64 * 3) + (33 * 3), 31 * 3).IndexOfAnyExcept((byte)0));
                }
            }

            frames++;
        }

        Assert.Equal(5, frames);
    }
}
