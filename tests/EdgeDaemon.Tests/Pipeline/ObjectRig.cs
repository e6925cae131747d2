using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>One camera's pipeline as the daemon puts it together, with scripted objects in place of a model, and a journal of its own.</summary>
internal sealed class ObjectRig : IDisposable
{
    public static readonly BoundingBox Left = new(0.1f, 0.3f, 0.3f, 0.7f);
    public static readonly BoundingBox Right = new(0.6f, 0.3f, 0.8f, 0.7f);

    private readonly TempDirectory _folder = new();
    private readonly Device _device;
    private readonly JournalOptions _options;
    private readonly FramePool _pool = new();
    private readonly Random _noise = new(1);
    private int _frames;

    /// <param name="camera">The camera's configuration.</param>
    /// <param name="location">Where it stands, or null.</param>
    /// <param name="isLive">Can another model take the place of the scripted one?</param>
    public ObjectRig(CameraConfig camera, LocationConfig? location = null, bool isLive = false)
    {
        Live = new LiveModel(Objects);
        _options = JournalOptions.From(new JournalConfig { Directory = _folder["journal"], CursorDirectory = _folder["cursor"] });
        Journal = JournalWriter.Open(_options, new JournalFileSystem(), Time, tableHash: 1);
        Dismissals = new Dismissals(
            [new CameraNames("porch", "m", ["car", "person"], [])], Journal.BootEpoch, new DismissalFile(DismissalPath, Troubles.Add), Time);
        var config = new DaemonConfig
        {
            DeviceId = "unit",
            Location = location,
            Journal = new JournalConfig { Directory = "", CursorDirectory = "" },
            Mqtt = new MqttConfig { Host = "", ClientId = "" },
            Cameras = [camera],
        };
        _device = new Device(new LiveConfig(config), Journal, Dismissals, NullLogger.Instance, Time);
        Pipeline = CameraRig.Build(0, camera, new CameraModels(isLive ? Live : Objects, Health: null, Then: []), _device);
        Controls = new CameraControls(Pipeline, ["car", "person"], () => camera);
    }

    public static CameraConfig Camera => new() { Name = "porch", Source = new SceneSourceConfig(), Model = "m", VisibleFrames = 2, HiddenFrames = 2, Motion = new() { Enabled = false } };

    public ManualTimeProvider Time { get; } = new();

    public ScriptedObjects Objects { get; } = new();

    public LiveModel Live { get; }

    public JournalWriter Journal { get; }

    public CameraPipeline Pipeline { get; }

    public CameraControls Controls { get; }

    public FrameExchange Frames => _device.Frames;

    public Dismissals Dismissals { get; }

    public List<string> Troubles { get; } = [];

    public string DismissalPath => _folder["dismissed.txt"];

    /// <summary>Does the clock go on with the frames?</summary>
    public bool TimePasses { get; set; } = true;

    /// <summary>Brightness of the picture, before some noise.</summary>
    public byte Light { get; set; } = 100;

    public static Detection Car(BoundingBox box, float score = 0.8f, int sub = -1) => new(box, 0, score) { SubLabel = sub < 0 ? default : new(sub, 0.9f) };

    public static Detection Person(BoundingBox box, float score = 0.8f) => new(box, 1, score);

    /// <summary>Decides frames that show some objects, each a tenth of a second after the one before.</summary>
    public void Show(int frames, params Detection[] objects)
    {
        Objects.Next = objects;
        for (var i = 0; i < frames; i++)
        {
            if (TimePasses)
                Time.Advance(TimeSpan.FromSeconds(0.1));
            using var frame = _pool.Rent(PixelFormat.Gray8, 160, 120);
            for (var p = 0; p < frame.Bytes.Length; p++)
                frame.Bytes[p] = (byte)(Light + (p % 160 / 40 * 8) + _noise.Next(4));
            frame.Timestamp = TimeSpan.FromSeconds(++_frames / 10.0);
            Pipeline.Process(frame);
        }
    }

    public List<LabelRecord> Records => JournalRecords.Of(_options);

    /// <summary>Events, counts and states as text.</summary>
    public IEnumerable<string> Story => Records.Select(r => r.Kind switch
    {
        LabelRecordKind.EventStart => $"start {r.Label} #{r.TrackId} z{r.Zones}",
        LabelRecordKind.EventUpdate => $"update {r.Label} #{r.TrackId} z{r.Zones}",
        LabelRecordKind.EventEnd => $"end {r.Label} #{r.TrackId} z{r.Zones}",
        LabelRecordKind.Count => $"count {r.Label}={r.Value}",
        LabelRecordKind.State => $"{(CameraState)r.Value}",
        _ => $"{r.Kind}",
    });

    /// <summary>All records as they are on disk, byte for byte.</summary>
    public byte[] JournalBytes()
    {
        Journal.Commit();
        return [.. Directory.EnumerateFiles(_folder["journal"], "*.seg").Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        Journal.Dispose();
        _device.Dispose();
        _folder.Dispose();
    }
}
