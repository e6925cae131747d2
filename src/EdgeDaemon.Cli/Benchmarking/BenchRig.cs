using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Inferring;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>What a bench measures: one camera's stages as the daemon puts them together, and a journal of their own in a folder that goes when they do.</summary>
internal sealed class BenchRig : IDisposable
{
    /// <summary>Name of the camera, and of the device.</summary>
    public const string Camera = "bench";

    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("edgedaemon-bench-");

    /// <summary>Loads the model and opens the journal; the camera's thread is not started.</summary>
    /// <param name="sessions">Loads the model.</param>
    /// <param name="bundle">The model.</param>
    /// <param name="threads">Threads per model run.</param>
    /// <param name="source">Where frames come from.</param>
    /// <param name="isGated">Does the motion gate hold still frames back?</param>
    /// <param name="broker">For a publisher beside it; null: none.</param>
    public BenchRig(
        IInferenceSessionFactory sessions, ModelBundle bundle, int threads, SourceConfig source, bool isGated = false, BrokerAddress? broker = null)
    {
        Bundle = bundle;
        Config = ConfigFor(_work.FullName, bundle.Manifest.Name, source, isGated, broker);
        var names = NameTableBuilder.Build(Config, _ => bundle.Labels.Slugs);
        Journal = JournalWriter.Open(JournalOptions.From(Config.Journal), new JournalFileSystem(), TimeProvider.System, names.Hash);
        Device = new Device(new LiveConfig(Config), Journal, Dismissals: null, NullLogger.Instance, TimeProvider.System);
        var model = new LoadedModel(ModelRunner.Load(sessions, bundle, threads));
        Pipeline = CameraRig.Build(0, Config.Cameras[0], new CameraModels(model, Health: null, Then: []), Device);
    }

    /// <summary>The model's bundle.</summary>
    public ModelBundle Bundle { get; }

    /// <summary>The configuration of it all.</summary>
    public DaemonConfig Config { get; }

    /// <summary>Where labels go.</summary>
    public JournalWriter Journal { get; }

    /// <summary>What the stages share.</summary>
    public Device Device { get; }

    /// <summary>The stages.</summary>
    public CameraPipeline Pipeline { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Device.Frames.Close();
        Pipeline.Dispose();
        Device.Dispose();
        Journal.Dispose();
        _work.Delete(recursive: true);
    }

    /// <summary>One camera without debouncing, so that as many frames as possible lead to records.</summary>
    internal static DaemonConfig ConfigFor(string work, string model, SourceConfig source, bool isGated, BrokerAddress? broker) => new()
    {
        DeviceId = Camera,
        ModelsDirectory = Path.Combine(work, "models"),
        Journal = new JournalConfig { Directory = Path.Combine(work, "journal"), CursorDirectory = Path.Combine(work, "cursor") },
        Mqtt = new MqttConfig { Host = broker?.Host ?? "", Port = broker?.Port ?? 1883, ClientId = $"edgedaemon-{Camera}" },
        Cameras =
        [
            new CameraConfig
            {
                Name = Camera,
                Source = source,
                Model = model,
                // The source sets the pace; nothing is left out on top of that.
                Fps = 1000,
                VisibleFrames = 1,
                HiddenFrames = 1,
                Motion = new MotionConfig { Enabled = isGated },
            },
        ],
    };
}
