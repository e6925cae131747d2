using System.Collections.Immutable;
using EdgeDaemon.Configuration.Conditions;

namespace EdgeDaemon.Configuration;

/// <summary>The whole of <c>edgedaemon.yaml</c>, validated, with every default filled in. Both processes read the same file.</summary>
/// <remarks>
/// The initial value of a property is the default of its key. Ranges, and whether a change is live or takes a restart, stand in
/// <see cref="ConfigSchema"/>, which the loader, the editors' schema and the reference (<c>docs/config.md</c>) are made from.
/// </remarks>
public sealed record DaemonConfig
{
    /// <summary>Where models are looked for when the configuration says nothing.</summary>
    public const string DefaultModelsDirectory = "/usr/lib/edgedaemon/models";

    /// <summary>Slug of this device; part of every topic.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Folder with one sub-folder per model bundle; a full path, as all paths here are.</summary>
    public string ModelsDirectory { get; init; } = DefaultModelsDirectory;

    /// <summary>Files with the public keys of those whose models are taken; empty: nobody signs.</summary>
    public ImmutableArray<string> TrustedKeys { get; init; } = [];

    /// <summary>Is a model refused that none of <see cref="TrustedKeys"/> signed?</summary>
    public bool RequireSignature { get; init; }

    /// <summary>Threads that one model run uses.</summary>
    public int InferenceThreads { get; init; } = 1;

    /// <summary>When fewer frames are looked at, so that the device does not overheat.</summary>
    public GovernorConfig Governor { get; init; } = new();

    /// <summary>Least severe log level that is written: trace, debug, information, warning, error.</summary>
    public string LogLevel { get; init; } = "information";

    /// <summary>May a person on this machine take a picture with <c>edgedaemon snapshot</c>?</summary>
    public bool AllowsSnapshots { get; init; } = true;

    /// <summary>How long feature vectors of events are kept on the device, to find events that looked alike; null: none are kept.</summary>
    public TimeSpan? LookAlikes { get; init; }

    /// <summary>What the console shows of cameras that do not say it themselves.</summary>
    public ConsoleView Console { get; init; } = ConsoleView.Masked;

    /// <summary>Unix socket by which the vision process hands pictures to the console, or null for none.</summary>
    public string? ConsoleSocket { get; init; } = "/run/edgedaemon-console/frames.sock";

    /// <summary>Switch and light of the cameras.</summary>
    public GpioConfig Gpio { get; init; } = new();

    /// <summary>The label journal.</summary>
    public required JournalConfig Journal { get; init; }

    /// <summary>The broker.</summary>
    public required MqttConfig Mqtt { get; init; }

    /// <summary>Commands.</summary>
    public CommandsConfig Commands { get; init; } = new();

    /// <summary>Metrics on a Unix socket, or null.</summary>
    public MetricsConfig? Metrics { get; init; }

    /// <summary>The cameras; the position is the camera's index in records.</summary>
    public required ImmutableArray<CameraConfig> Cameras { get; init; }

    /// <summary>Where the device stands, or null.</summary>
    public LocationConfig? Location { get; init; }
}

/// <summary>When fewer frames are looked at than the cameras are configured for; what is null does not count.</summary>
public sealed record GovernorConfig
{
    /// <summary>Temperature of the processor, °C, from which there are fewer. Before what the Raspberry Pi's firmware does from 80 on.</summary>
    public double? Temperature { get; init; } = 78;

    /// <summary>Share of the time, 0..1, in which something waits for a processor, from which there are fewer.</summary>
    public double? Pressure { get; init; }

    /// <summary>Least share of the configured rate that is kept.</summary>
    public double Least { get; init; } = 0.1;
}

/// <summary>Where labels are kept until the broker has them.</summary>
public sealed record JournalConfig
{
    /// <summary>Folder of the segment files; the vision process writes it.</summary>
    public string Directory { get; init; } = "/var/lib/edgedaemon/journal";

    /// <summary>Folder that the publisher writes: its cursor and the name tables it has seen.</summary>
    public string CursorDirectory { get; init; } = "/var/lib/edgedaemon-publish";

    /// <summary>Folder in memory (tmpfs) for the tail that is not synced yet: it survives a crash of the process, or null.</summary>
    public string? HotDirectory { get; init; }

    /// <summary>Folder in memory (tmpfs) for the publisher's cursor between syncs, or null.</summary>
    public string? CursorHotDirectory { get; init; }

    /// <summary>Size on disk, MiB.</summary>
    public int SizeMiB { get; init; } = 64;

    /// <summary>Longest time that an unacknowledged record waits for the disk; zero syncs each record.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Which MQTT version to speak.</summary>
public enum MqttProtocol
{
    /// <summary>5, and 3.1.1 when the broker refuses it.</summary>
    Auto,

    /// <summary>5 only.</summary>
    V5,

    /// <summary>3.1.1 only.</summary>
    V311,
}

/// <summary>The connection to the broker; of the publisher's alone.</summary>
public sealed record MqttConfig
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; default 1883, with TLS 8883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Protocol version.</summary>
    public MqttProtocol Protocol { get; init; } = MqttProtocol.Auto;

    /// <summary>Client identifier; default <c>edgedaemon-DEVICE</c>.</summary>
    public required string ClientId { get; init; }

    /// <summary>First part of every topic.</summary>
    public string Prefix { get; init; } = "edgedaemon";

    /// <summary>Time between pings.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most QoS 1 messages without an answer; the broker's own limit is obeyed when it is lower.</summary>
    public int Window { get; init; } = 20;

    /// <summary>User name, or null.</summary>
    public string? Username { get; init; }

    /// <summary>File whose first line is the password, or null; a path or a <see cref="Credential"/>, as the files of <see cref="Tls"/> are.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>TLS settings, or null for a plain connection.</summary>
    public MqttTlsConfig? Tls { get; init; }

    /// <summary>Discovery by Home Assistant, or null.</summary>
    public HomeAssistantConfig? HomeAssistant { get; init; }

    /// <summary>Messages as Frigate publishes them, or null.</summary>
    public FrigateConfig? Frigate { get; init; }
}

/// <summary>Makes the device appear in Home Assistant.</summary>
public sealed record HomeAssistantConfig
{
    /// <summary>Home Assistant's discovery prefix.</summary>
    public string Prefix { get; init; } = "homeassistant";

    /// <summary>Longest random wait before everything is sent again after Home Assistant has started.</summary>
    public TimeSpan BirthDelay { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Publishes what it sees as Frigate would, too.</summary>
public sealed record FrigateConfig
{
    /// <summary>First part of these topics.</summary>
    public string Prefix { get; init; } = "frigate";

    /// <summary>Width in pixels of the frame that boxes are given in.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Height in pixels of the frame that boxes are given in.</summary>
    public int Height { get; init; } = 720;

    /// <summary>What labels are called there, by the camera's label.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What a label is called there.</summary>
    public string NameOf(string label) => Labels.GetValueOrDefault(label, label);
}

/// <summary>What the device can be told to do.</summary>
public sealed record CommandsConfig
{
    /// <summary>Commands that are obeyed when they come over MQTT; empty: none.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary>Unix socket of the vision process, or null for none.</summary>
    public string? Socket { get; init; } = "/run/edgedaemon/command.sock";

    /// <summary>Most commands per minute over MQTT.</summary>
    public int PerMinute { get; init; } = 30;
}

/// <summary>Figures of the publisher for whoever may open a Unix socket of this machine.</summary>
public sealed record MetricsConfig
{
    /// <summary>The socket.</summary>
    public string Socket { get; init; } = "/run/edgedaemon-publish/metrics.sock";

    /// <summary>Tell how many objects of each label there are, too?</summary>
    public bool Labels { get; init; }
}

/// <summary>TLS 1.2 or newer; the broker's certificate is always checked.</summary>
public sealed record MqttTlsConfig
{
    /// <summary>PEM file with the authorities to trust, or null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with the client's certificate, or null.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the client's key, or null.</summary>
    public string? KeyFile { get; init; }
}

/// <summary>One camera: its source, its model, and how labels are told from flicker.</summary>
public sealed record CameraConfig
{
    /// <summary>Share of the picture from which a label of a segmentation model counts where nothing is said.</summary>
    public const double DefaultAreaThreshold = 0.01;

    /// <summary>Slug; part of its topics.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Area that is suggested for it in Home Assistant, or null.</summary>
    public string? SuggestedArea { get; init; }

    /// <summary>Where its frames come from.</summary>
    public required SourceConfig Source { get; init; }

    /// <summary>Name of the model bundle, or null when only its health is watched.</summary>
    public string? Model { get; init; }

    /// <summary>Most frames per second that are inferred.</summary>
    public double Fps { get; init; } = 5;

    /// <summary>Labels that are reported; empty: all of the model.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Score from which a label counts, 0..1; null: what the model's manifest says.</summary>
    public double? ScoreThreshold { get; init; }

    /// <summary>Score thresholds of single labels, by slug; 0..1.</summary>
    public ImmutableDictionary<string, double> LabelThresholds { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Share of the picture from which a label of a segmentation model counts, 0..1; null: <see cref="DefaultAreaThreshold"/>.</summary>
    public double? AreaThreshold { get; init; }

    /// <summary>A label starts after this many decided frames in a row with it.</summary>
    public int VisibleFrames { get; init; } = 3;

    /// <summary>A label ends after this many decided frames in a row without it.</summary>
    public int HiddenFrames { get; init; } = 5;

    /// <summary>Models that look at crops of what the camera's model detects; the order is that of their sub-labels in records.</summary>
    public ImmutableArray<SecondModelConfig> Then { get; init; } = [];

    /// <summary>Watching whether the camera sees, or null.</summary>
    public CameraHealthConfig? Health { get; init; }

    /// <summary>Which frames are worth an inference.</summary>
    public MotionConfig Motion { get; init; } = new();

    /// <summary>How objects are followed.</summary>
    public TrackingConfig Tracking { get; init; } = new();

    /// <summary>Zones; the position is the zone's bit in records.</summary>
    public ImmutableArray<ZoneConfig> Zones { get; init; } = [];

    /// <summary>Areas that are not looked at: polygons.</summary>
    public ImmutableArray<ImmutableArray<PointConfig>> Masks { get; init; } = [];

    /// <summary>Areas that are painted black before anything looks at the frame: polygons.</summary>
    public ImmutableArray<ImmutableArray<PointConfig>> PrivacyMasks { get; init; } = [];

    /// <summary>What holds at some times; the first entry that applies.</summary>
    public ImmutableArray<ScheduleConfig> Schedule { get; init; } = [];

    /// <summary>How much may leave the device.</summary>
    public PrivacyConfig Privacy { get; init; } = new();

    /// <summary>When its model looks; null: always.</summary>
    public Condition? When { get; init; }

    /// <summary>The sensor that its model waits for, or null.</summary>
    public TriggerConfig? Trigger { get; init; }
}

/// <summary>A model that looks at crops of what a camera's model detects: which kind of its label is each object?</summary>
public sealed record SecondModelConfig
{
    /// <summary>Most second models of a camera.</summary>
    public const int MostModels = 8;

    /// <summary>Most things that it can be taught.</summary>
    public const int MostTaught = 32;

    /// <summary>Largest value of <see cref="MaxObjects"/>.</summary>
    public const int MostObjects = 32;

    /// <summary>Name of the model bundle.</summary>
    public required string Model { get; init; }

    /// <summary>Labels of the camera's model whose objects it looks at, as slugs; empty: all that are reported.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>When it looks; null: always.</summary>
    public Condition? When { get; init; }

    /// <summary>Things that it can be taught by example, as slugs: further sub-labels. For models that make feature vectors.</summary>
    public ImmutableArray<string> Teach { get; init; } = [];

    /// <summary>What the crop shows around the box on each side, as a share of its width and height, 0..1.</summary>
    public double Margin { get; init; } = 0.1;

    /// <summary>Shorter side of the smallest box that is looked at, in pixels of the frame.</summary>
    public int MinSize { get; init; } = 32;

    /// <summary>Most objects that it looks at per frame.</summary>
    public int MaxObjects { get; init; } = 4;

    /// <summary>Time per frame after which it begins with no other object.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Probability from which a sub-label is believed, 0..1; null: what the model's manifest says.</summary>
    public double? ScoreThreshold { get; init; }
}

/// <summary>Watches whether a camera can see, with a classification model whose labels are the health states.</summary>
public sealed record CameraHealthConfig
{
    /// <summary>Name of the model bundle.</summary>
    public string Model { get; init; } = "camera-health";

    /// <summary>Time between looks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Probability from which a fault is believed, 0..1.</summary>
    public double ScoreThreshold { get; init; } = 0.6;

    /// <summary>Looks in a row that must agree before the state changes.</summary>
    public int AgreeingLooks { get; init; } = 3;

    /// <summary>Is it a fault when the camera looks elsewhere than before?</summary>
    public bool Moved { get; init; } = true;

    /// <summary>For how long a new view counts as moved; then it is the one that is known.</summary>
    public TimeSpan MovedFor { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Where the frames of a camera come from: one record per kind of source.</summary>
public abstract record SourceConfig;

/// <summary>Pictures from a folder (sorted by name) or a list file (one path per line).</summary>
public sealed record ReplaySourceConfig : SourceConfig
{
    /// <summary>Folder with .jpg, .jpeg or .png files, or a text file that lists such files.</summary>
    public required string Path { get; init; }

    /// <summary>Frames per second; null: as fast as they are processed, none dropped.</summary>
    public double? Fps { get; init; }

    /// <summary>Start again at the end?</summary>
    public bool Loop { get; init; } = true;
}

/// <summary>A USB or other camera by the kernel's V4L2 interface.</summary>
public sealed record V4l2SourceConfig : SourceConfig
{
    /// <summary>Path of its node, or its bus, name, card or driver.</summary>
    public string Device { get; init; } = "/dev/video0";

    /// <summary>Width in pixels; even.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels; even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Frames per second that are asked for; null: what the camera is set to.</summary>
    public double? Fps { get; init; } = 10;

    /// <summary>Pixel format: auto, yuyv, nv12, yu12, grey, mjpeg.</summary>
    public string Format { get; init; } = "auto";

    /// <summary>Meaning of black and white: auto (what the driver says), full, limited.</summary>
    public string Range { get; init; } = "auto";

    /// <summary>What reads it.</summary>
    public DeviceDriver Driver { get; init; } = DeviceDriver.Kernel;
}

/// <summary>A CSI camera through <c>rpicam-vid</c>.</summary>
public sealed record RpicamSourceConfig : SourceConfig
{
    /// <summary>Number of the camera.</summary>
    public int Camera { get; init; }

    /// <summary>Width in pixels; a multiple of 128.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels; even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Frames per second.</summary>
    public double Fps { get; init; } = 10;
}

/// <summary>A video file through <c>ffmpeg</c>.</summary>
public sealed record FfmpegSourceConfig : SourceConfig
{
    /// <summary>The file, or a named pipe.</summary>
    public required string Path { get; init; }

    /// <summary>Width in pixels; even.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels; even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Frames per second; null: every frame, as fast as they are processed, none dropped.</summary>
    public double? Fps { get; init; }

    /// <summary>Start again at the end?</summary>
    public bool Loop { get; init; } = true;
}

/// <summary>A network camera, which a process of its own reads (<c>edgedaemon ingest</c>): the vision process has no network.</summary>
public sealed record NetworkSourceConfig : SourceConfig
{
    /// <summary>Address of the camera, without secrets; null when it stands in a file.</summary>
    public string? Url { get; init; }

    /// <summary>File whose first line is the address, user and password included; null when there are none.</summary>
    public string? UrlFile { get; init; }

    /// <summary>PEM file with the authorities to trust for https and rtsps; null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Width in pixels; even.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels; even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Most frames per second that are handed over.</summary>
    public double Fps { get; init; } = 10;

    /// <summary>Socket by which the frames are handed over.</summary>
    public string Socket { get; init; } = "";
}

/// <summary>A drawn scene that moves; the same for the same seed.</summary>
public sealed record SceneSourceConfig : SourceConfig
{
    /// <summary>Seed of everything random in it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Width in pixels; even.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels; even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Frames per second; null: as fast as they are processed, none dropped.</summary>
    public double? Fps { get; init; } = 10;

    /// <summary>
    /// What happens to the camera, in order: <c>ok</c>, <c>dark</c>, <c>overexposed</c>, <c>blurred</c>, <c>covered</c>, <c>frozen</c>, each with a
    /// number of frames.
    /// </summary>
    public ImmutableArray<SceneStep> Script { get; init; } = [];

    /// <summary>Start the script again at the end? Otherwise the source ends.</summary>
    public bool Loop { get; init; } = true;
}

/// <summary>One step of a scene's script.</summary>
/// <param name="Condition">What the camera suffers.</param>
/// <param name="Frames">For how many frames.</param>
public readonly record struct SceneStep(string Condition, int Frames);
