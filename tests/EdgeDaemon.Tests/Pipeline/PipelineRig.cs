using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Pipeline.Teaching;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>One camera's pipeline as the daemon puts it together, on test models and a journal of its own.</summary>
internal sealed class PipelineRig : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly JournalOptions _options;
    private readonly JournalWriter _journal;
    private readonly Device _device;
    private int _frames;

    /// <param name="models">Where the models are.</param>
    /// <param name="camera">The camera's configuration.</param>
    /// <param name="lookAlikes">How long feature vectors of events are kept; null: none are.</param>
    /// <param name="taught">File of what was taught; null: one of its own.</param>
    public PipelineRig(TestModels models, CameraConfig camera, string? taught = null, TimeSpan? lookAlikes = null)
    {
        TaughtPath = taught ?? _folder[ExampleFile.FileName];
        var config = new DaemonConfig
        {
            DeviceId = "unit",
            ModelsDirectory = models.Directory,
            Journal = new JournalConfig { Directory = _folder["journal"], CursorDirectory = _folder["cursor"] },
            Mqtt = new MqttConfig { Host = "", ClientId = "" },
            Cameras = [camera],
        };
        var loader = new ModelLoader(new OnnxSessionFactory(), new ModelCatalog(config).Open, threads: 1, Time);
        var loaded = loader.LoadFor(camera);
        Names = NameTableBuilder.Build(config, loader.SlugsOf).Cameras[0];
        _options = JournalOptions.From(config.Journal);
        _journal = JournalWriter.Open(_options, new JournalFileSystem(), Time, tableHash: 1);
        Dismissals = new Dismissals([Names], _journal.BootEpoch, new DismissalFile(DismissalPath, _ => { }), Time);
        Teacher = new Teacher(_journal.BootEpoch, new ExampleFile(TaughtPath, Troubles.Add), Troubles.Add, Time);
        _device = new Device(new LiveConfig(config), _journal, Dismissals, NullLogger.Instance, Time)
        {
            Teacher = Teacher,
            Seen = Seen = lookAlikes is { } keep ? new SeenVectors(_folder.Path, keep, [Names], _journal.BootEpoch, Troubles.Add, Time) : null,
        };
        Pipeline = CameraRig.Build(0, camera, loaded, _device);
    }

    public ManualTimeProvider Time { get; } = new();

    public CameraNames Names { get; }

    public CameraPipeline Pipeline { get; }

    public Dismissals Dismissals { get; }

    public Teacher Teacher { get; }

    public string TaughtPath { get; }

    public SeenVectors? Seen { get; }

    public string SeenDirectory => _folder.Path;

    public List<string> Troubles { get; } = [];

    public uint BootEpoch => _journal.BootEpoch;

    public string DismissalPath => _folder["dismissed.txt"];

    /// <summary>Decides a frame, a tenth of a second after the one before.</summary>
    public void Decide(Frame frame)
    {
        frame.Timestamp = TimeSpan.FromSeconds(++_frames / 10.0);
        Pipeline.Process(frame);
    }

    /// <summary>The events so far: <c>KIND LABEL/SUBLABEL</c>.</summary>
    public List<string> Events => [.. Records
        .Where(r => r.Kind is LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd)
        .Select(r => $"{r.Kind} {Names.Labels[r.Label]}{(r.SubLabel == LabelRecord.NoLabel ? "" : "/" + Names.SubLabels[r.SubLabel])}")];

    public List<LabelRecord> Records => JournalRecords.Of(_options);

    public void Dispose()
    {
        Pipeline.Dispose();
        _device.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }
}
