using EdgeDaemon.Capture.Scene.Stage;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Tests.EndToEnd;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Events;

public sealed class MovedCameraTests
{
    [Theory]
    [InlineData(true, "Ok Moved Ok")]
    [InlineData(false, "Ok")]
    public void Process_CameraTurned_IsMovedForAWhileUnlessThatIsAllowed(bool watches, string expected)
    {
        var play = new StagePlay { Name = "turned", Seed = 12, Frames = 400, Knock = (150, 0.4f) };
        var renderer = new StageRenderer(play);
        var pool = new FramePool();
        var model = ModelRunner.Load(ModelBundle.Open(Path.Combine(Installation.BundledModels, "camera-health")), 1);
        using var health = new HealthStage(
            new CameraHealthConfig { Interval = TimeSpan.FromSeconds(0.5), Moved = watches, MovedFor = TimeSpan.FromSeconds(10) }, model);
        var changes = new List<CameraHealth>();
        for (var i = 0; i < play.Frames; i += 5)
        {
            using var frame = pool.Rent(PixelFormat.Rgb24, play.Width, play.Height);
            renderer.Render(i, frame.Bytes);
            frame.Timestamp = TimeSpan.FromSeconds(i / 10.0);
            if (health.Process(frame))
                changes.Add(health.Health);
        }

        Assert.Equal(expected, string.Join(' ', changes));
    }
}
