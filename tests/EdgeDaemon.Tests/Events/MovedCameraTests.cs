using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Scenes.Stage;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.EndToEnd;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging.Abstractions;

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
        using var folder = new TempDirectory();
        var options = JournalOptions.From(new JournalConfig { Directory = folder["journal"], CursorDirectory = folder["cursor"] });
        using var journal = JournalWriter.Open(options, new JournalFileSystem(), TimeProvider.System, tableHash: 1);
        var model = ModelRunner.Load(new OnnxSessionFactory(), ModelBundle.Open(Path.Combine(Installation.BundledModels, "camera-health")), 1);
        var watch = new CameraHealthConfig { Interval = TimeSpan.FromSeconds(0.5), Moved = watches, MovedFor = TimeSpan.FromSeconds(10) };
        var camera = new CameraConfig { Name = "porch", Source = new SceneSourceConfig { Fps = 10 }, Health = watch };
        var config = new DaemonConfig
        {
            DeviceId = "unit",
            Journal = new JournalConfig { Directory = "", CursorDirectory = "" },
            Mqtt = new MqttConfig { Host = "", ClientId = "" },
            Cameras = [camera],
        };
        using var device = new Device(new LiveConfig(config), journal, Dismissals: null, NullLogger.Instance, TimeProvider.System);
        using var pipeline = CameraRig.Build(0, camera, new CameraModels(First: null, model, Then: []), device);
        for (var i = 0; i < play.Frames; i += 5)
        {
            using var frame = pool.Rent(PixelFormat.Rgb24, play.Width, play.Height);
            renderer.Render(i, frame.Bytes);
            frame.Timestamp = TimeSpan.FromSeconds(i / 10.0);
            pipeline.Process(frame);
        }

        Assert.Equal(expected, string.Join(' ', HealthIn(options)));
    }

    private static IEnumerable<CameraHealth> HealthIn(JournalOptions options) =>
        JournalRecords.Of(options).Where(record => record.Kind == LabelRecordKind.Health).Select(record => (CameraHealth)record.Value);
}
