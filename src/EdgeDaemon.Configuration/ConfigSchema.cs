using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using static EdgeDaemon.Configuration.ConfigReload;

namespace EdgeDaemon.Configuration;

/// <summary>
/// Every key of <c>edgedaemon.yaml</c>, once: its name, type and range, property and default, description, and whether a change
/// is live. The loader, the reload, the editors' schema and the reference are all made from it; a new key is one entry here and
/// one property.
/// </summary>
public static class ConfigSchema
{
    private const string FramesPerSecond = "frames per second";

    private const string AsFastAsProcessed = "null: as fast as they are processed, none dropped.";

    private static readonly YamlType<double> Fraction = YamlTypes.Number(0, 1);

    private static readonly YamlType<string?> Path = YamlTypes.OrNothing(YamlTypes.Path);

    private static readonly YamlType<string?> SecretFile = YamlTypes.OrNothing(YamlTypes.SecretFile);

    private static readonly YamlType<string?> Title = YamlTypes.OrNothing(YamlTypes.Text("1 to 64 printable characters", @"^[^\u0000-\u001f\u007f]{1,64}$"));

    private static readonly ConfigSection<JournalConfig> Journal = new ConfigSection<JournalConfig>(new())
        .Key("directory", Restart, YamlTypes.Path, c => c.Directory, (c, v) => c with { Directory = v },
            "Folder of the journal's segment files. The vision process writes it, the publisher reads it.")
        .Key("cursor_directory", Restart, YamlTypes.Path, c => c.CursorDirectory, (c, v) => c with { CursorDirectory = v },
            "Folder that the publisher writes: how far the broker has the labels, and the name tables it has seen.")
        .Key("hot_directory", Restart, Path, c => c.HotDirectory, (c, v) => c with { HotDirectory = v },
            "Folder in memory (tmpfs) for records that are not synced yet, so that they survive a crash of the process without wearing the flash. null: none.")
        .Key("cursor_hot_directory", Restart, Path, c => c.CursorHotDirectory, (c, v) => c with { CursorHotDirectory = v },
            "Folder in memory (tmpfs) for the publisher's cursor between syncs. null: none.")
        .Key("size_mib", Restart, YamlTypes.Integer(2, 4096, "MiB"), c => c.SizeMiB, (c, v) => c with { SizeMiB = v },
            "Size on disk. 64 MiB hold about a million records; when the publisher is further behind than that, the oldest go and a gap is reported.")
        .Key("commit_interval", Restart, YamlTypes.Duration(TimeSpan.Zero, TimeSpan.FromSeconds(300)),
            c => c.CommitInterval, (c, v) => c with { CommitInterval = v },
            "Longest time that a record which the broker does not have yet waits for the disk: what a power cut can cost. 0 syncs each record and wears the flash.")
        .Rule(ConfigRules.JournalFolders);

    private static readonly ConfigSection<MqttTlsConfig> Tls = new ConfigSection<MqttTlsConfig>(new())
        .Key("ca_file", Restart, SecretFile, c => c.CaFile, (c, v) => c with { CaFile = v },
            "PEM file with the authorities to trust. null: the system's.")
        .Key("certificate_file", Restart, SecretFile, c => c.CertificateFile, (c, v) => c with { CertificateFile = v },
            "PEM file with the client's certificate. null: none is shown.")
        .Key("key_file", Restart, SecretFile, c => c.KeyFile, (c, v) => c with { KeyFile = v },
            "PEM file with the key of the client's certificate. null: none.")
        .Rule(ConfigRules.CertificateWithKey);

    private static readonly YamlType<string> TopicPrefix = YamlTypes.Text("1 to 4 names of a-z, 0-9, _ and -, with / between them",
        "^[a-z0-9_-]{1,64}(/[a-z0-9_-]{1,64}){0,3}$", "home/cameras");

    private static readonly ConfigSection<HomeAssistantConfig> HomeAssistant = new ConfigSection<HomeAssistantConfig>(new())
        .Key("prefix", Restart, TopicPrefix, c => c.Prefix, (c, v) => c with { Prefix = v },
            "Home Assistant's discovery prefix.")
        .Key("birth_delay", Restart, YamlTypes.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(5)), c => c.BirthDelay, (c, v) => c with { BirthDelay = v },
            "Longest random wait before everything is sent again after Home Assistant has started, so that many devices do not answer at once.");

    private static readonly ConfigSection<FrigateConfig> Frigate = new ConfigSection<FrigateConfig>(new())
        .Key("prefix", Restart, TopicPrefix, c => c.Prefix, (c, v) => c with { Prefix = v },
            "First part of these topics; unique at the broker, and another one than that of a real Frigate there.")
        .Key("width", Restart, YamlTypes.Integer(1, 65535, "pixels"), c => c.Width, (c, v) => c with { Width = v },
            "Width of the frame that boxes are given in.")
        .Key("height", Restart, YamlTypes.Integer(1, 65535, "pixels"), c => c.Height, (c, v) => c with { Height = v },
            "Height of the frame that boxes are given in.")
        .Key("labels", Restart, YamlTypes.Map(YamlTypes.Slug, YamlTypes.SlugExcept(TopicWords.Frigate)), c => c.Labels, (c, v) => c with { Labels = v },
            "What labels are called there, such as `{vehicle: car}` for automations that wait for `car`. Labels that get one name are counted together.");

    private static readonly ConfigSection<MqttConfig> Mqtt = new ConfigSection<MqttConfig>(new() { Host = "", ClientId = "" })
        .Required("host", Restart, YamlTypes.Text("a host name or IP address (port and TLS are keys of their own)", ConfigRules.HostPattern, "broker.local"),
            c => c.Host, (c, v) => c with { Host = v },
            "The broker.")
        .Key("port", Restart, YamlTypes.Integer(1, 65535), c => c.Port, (c, v) => c with { Port = v },
            "The broker's TCP port.", defaultText: "`1883`, with `tls` `8883`")
        .Key("protocol", Restart, YamlTypes.Choice(("auto", MqttProtocol.Auto), ("5", MqttProtocol.V5), ("3.1.1", MqttProtocol.V311)),
            c => c.Protocol, (c, v) => c with { Protocol = v },
            "MQTT version. auto: 5, and 3.1.1 when the broker refuses it.")
        .Key("client_id", Restart, YamlTypes.Text("1 to 128 of the characters a-z, A-Z, 0-9, _, -, . and :",
            "^[A-Za-z0-9_.:-]{1,128}$"),
            c => c.ClientId, (c, v) => c with { ClientId = v },
            "Client identifier; two clients with the same one throw each other out.", defaultText: "`edgedaemon-` and the device's id")
        .Key("prefix", Restart, TopicPrefix, c => c.Prefix, (c, v) => c with { Prefix = v },
            "First part of every topic; the device's id follows.")
        .Key("keep_alive", Restart, YamlTypes.Duration(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
            c => c.KeepAlive, (c, v) => c with { KeepAlive = v },
            "Time between pings; the broker declares the device offline after one and a half of it.")
        .Key("window", Restart, YamlTypes.Integer(1, 1000, "messages"), c => c.Window, (c, v) => c with { Window = v },
            "Most messages without an answer; the broker's own limit is obeyed when it is lower.")
        .Key("username", Restart, YamlTypes.OrNothing(YamlTypes.Text("1 to 256 printable characters", @"^[^\u0000-\u001f\u007f]{1,256}$")),
            c => c.Username, (c, v) => c with { Username = v },
            "User name. null: none.")
        .Key("password_file", Restart, SecretFile, c => c.PasswordFile, (c, v) => c with { PasswordFile = v },
            "File whose first line is the password, so that no secret stands in this file; `credential:NAME` is what systemd hands to the publisher (here and in `tls`). null: none.")
        .Key("tls", Restart, new ConfigOptionalSection<MqttTlsConfig>(Tls), c => c.Tls, (c, v) => c with { Tls = v },
            "TLS 1.2 or newer; the broker's certificate is always checked. Without this section the connection is plain; `tls: {}` trusts the system's authorities.")
        .Key("home_assistant", Restart, new ConfigOptionalSection<HomeAssistantConfig>(HomeAssistant),
            c => c.HomeAssistant, (c, v) => c with { HomeAssistant = v },
            "Makes the device appear in Home Assistant by MQTT discovery. Off without this section, because it writes into another program's tree, where every hub at the broker would act on it; `home_assistant: {}` turns it on.")
        .Key("frigate", Restart, new ConfigOptionalSection<FrigateConfig>(Frigate), c => c.Frigate, (c, v) => c with { Frigate = v },
            "Publishes what it sees as Frigate would, too, so that automations written for it keep working. Never a snapshot. Off without this section; `frigate: {}` turns it on.")
        .Rule(ConfigRules.PasswordWithUser)
        .Rule(ConfigRules.OwnPrefix)
        .Rule(ConfigRules.OtherPrefixes)
        .Rule(ConfigRules.TlsPort);

    private static readonly ConfigSection<CommandsConfig> Commands = new ConfigSection<CommandsConfig>(new())
        .Key("allow", Restart, YamlTypes.List(YamlTypes.Choice([.. CommandNames.All.Select(c => (c, c))]), max: CommandNames.All.Length, unique: true),
            c => c.Allow, (c, v) => c with { Allow = v },
            "Commands that are obeyed when they come over MQTT. Empty: none. On the device itself, `edgedaemon command` may always be used by root and the daemon's own user.")
        .Key("socket", Restart, Path, c => c.Socket, (c, v) => c with { Socket = v },
            "Unix socket by which commands reach the vision process, which makes it with mode 0660. null: none.")
        .Key("per_minute", Restart, YamlTypes.Integer(1, 600, "commands"), c => c.PerMinute, (c, v) => c with { PerMinute = v },
            "Most commands per minute over MQTT, a third of them at once; the others have no effect and are answered `too_frequent`.");

    private static readonly ConfigSection<MetricsConfig> Metrics = new ConfigSection<MetricsConfig>(new())
        .Key("socket", Restart, YamlTypes.Path, c => c.Socket, (c, v) => c with { Socket = v },
            "Unix socket that answers an HTTP GET with the page; the publisher makes it with mode 0660.")
        .Key("labels", Restart, YamlTypes.Boolean, c => c.Labels, (c, v) => c with { Labels = v },
            "Tell how many objects of each label there are, too, as far as the camera's privacy level lets it be known?")
        .Rule((metrics, section) => ConfigRules.SocketPathFits(metrics, metrics.Socket, section));

    private static readonly ConfigSection<SceneStep> SceneStep = new ConfigSection<SceneStep>(default)
        .Required("condition", Restart, YamlTypes.Choice([.. ConfigRules.SceneConditions.Select(c => (c, c))]),
            c => c.Condition, (c, v) => c with { Condition = v },
            "What the camera suffers.")
        .Required("frames", Restart, YamlTypes.Integer(1, 1_000_000), c => c.Frames, (c, v) => c with { Frames = v },
            "For how many frames.");

    private static readonly YamlType<DeviceDriver> Driver = YamlTypes.Choice(("kernel", DeviceDriver.Kernel), ("iot", DeviceDriver.Iot));

    private static readonly ConfigUnion<SourceConfig> Source = new(
        new ConfigVariant<SourceConfig, V4l2SourceConfig>("v4l2",
            "A camera by the kernel's V4L2 interface: USB cameras, and whatever else has a node that gives finished frames. `edgedaemon cameras` lists them with this section for each.",
            new ConfigSection<V4l2SourceConfig>(new())
                .Key("device", Restart, YamlTypes.Text("a path such as /dev/video0, or a camera's bus, name under /dev/v4l/by-id, card or driver",
                    @"^[^\u0000-\u001f\u007f]{1,256}$", "/dev/video0"),
                    c => c.Device, (c, v) => c with { Device = v },
                    "Which camera. All but a `/dev/video…` path find it again when it comes back under another number.")
                .Key("width", Restart, YamlTypes.Integer(16, 8192, "pixels", step: 2), c => c.Width, (c, v) => c with { Width = v },
                    "Width of the frames. A size that the camera does not offer is refused with a list of those it does.")
                .Key("height", Restart, YamlTypes.Integer(16, 8192, "pixels", step: 2), c => c.Height, (c, v) => c with { Height = v },
                    "Height of the frames.")
                .Key("fps", Restart, YamlTypes.OrNull(YamlTypes.Number(0.1, 240, FramesPerSecond)),
                    c => c.Fps, (c, v) => c with { Fps = v },
                    "Frames per second that are asked for; the camera's nearest rate is taken and logged. null: the rate that it is set to.")
                .Key("format", Restart, YamlTypes.Choice([.. ConfigRules.CameraFormats.Select(f => (f, f))]),
                    c => c.Format, (c, v) => c with { Format = v },
                    "Pixel format. auto: the one that costs least among those that reach the size and rate.")
                .Key("range", Restart, YamlTypes.Choice([.. ConfigRules.CameraRanges.Select(r => (r, r))]),
                    c => c.Range, (c, v) => c with { Range = v },
                    "Which values black and white have: full is 0 and 255, limited 16 and 235. auto: what the driver says.")
                .Key("driver", Restart, Driver, c => c.Driver, (c, v) => c with { Driver = v },
                    "What reads it. kernel: the kernel's interface directly. iot: VideoDevice of Iot.Device.Bindings, a loop that blocks, takes memory for each frame, has no number, time or error mark of a frame, sets the camera's controls back to the driver's defaults, and does not notice when its calls fail. A stall, an unplugged camera and a loop that runs wild are told from outside: by the time without a frame, by the node that is gone, and by the same buffer again and again, so that a picture without any noise for the time of a stall (2 s) counts as one, too; the size is read back and the rate set by our own calls; the length of a JPEG is found by its end marker. Only nodes `/dev/videoN`, and links or names that lead to one.")),
        new ConfigVariant<SourceConfig, RpicamSourceConfig>("rpicam",
            "A CSI camera of a Raspberry Pi, through the program `rpicam-vid` of the package rpicam-apps.",
            new ConfigSection<RpicamSourceConfig>(new())
                .Key("camera", Restart, YamlTypes.Integer(0, 3), c => c.Camera, (c, v) => c with { Camera = v },
                    "Number of the camera, as `rpicam-vid --list-cameras` shows it.")
                .Key("width", Restart, YamlTypes.Integer(128, 4096, "pixels", step: 128), c => c.Width, (c, v) => c with { Width = v },
                    "Width of the frames; the program pads rows of other widths without saying how.")
                .Key("height", Restart, YamlTypes.Integer(16, 4096, "pixels", step: 2), c => c.Height, (c, v) => c with { Height = v },
                    "Height of the frames.")
                .Key("fps", Restart, YamlTypes.Number(0.1, 240, FramesPerSecond), c => c.Fps, (c, v) => c with { Fps = v },
                    "Frames per second.")),
        new ConfigVariant<SourceConfig, FfmpegSourceConfig>("ffmpeg",
            "A video file of this machine, through the program `ffmpeg`. The picture is scaled to fit, keeping its shape; what is left is black.",
            new ConfigSection<FfmpegSourceConfig>(new() { Path = "" })
                .Required("path", Restart, YamlTypes.Path, c => c.Path, (c, v) => c with { Path = v },
                    "The video, or a named pipe that one comes through. Lists that name other files are not played.")
                .Key("width", Restart, YamlTypes.Integer(16, 4096, "pixels", step: 2), c => c.Width, (c, v) => c with { Width = v },
                    "Width of the frames.")
                .Key("height", Restart, YamlTypes.Integer(16, 4096, "pixels", step: 2), c => c.Height, (c, v) => c with { Height = v },
                    "Height of the frames.")
                .Key("fps", Restart, YamlTypes.OrNull(YamlTypes.Number(0.1, 240, FramesPerSecond)), c => c.Fps, (c, v) => c with { Fps = v },
                    "Frames per second of the video's own time, played as fast as it was taken. null: every frame, as fast as they are processed, none dropped.")
                .Key("loop", Restart, YamlTypes.Boolean, c => c.Loop, (c, v) => c with { Loop = v },
                    "Start again at the end? Otherwise the source ends.")),
        new ConfigVariant<SourceConfig, NetworkSourceConfig>("network",
            "A network camera (RTSP, HTTP). A process of its own, `edgedaemon ingest CAMERA`, reads it with the program `ffmpeg` and hands frames over by a socket on this machine: the vision process has no network.",
            new ConfigSection<NetworkSourceConfig>(new())
                .Key("url", Restart, YamlTypes.OrNothing(YamlTypes.CameraUrl), c => c.Url, (c, v) => c with { Url = v },
                    "Address of the camera. One with a user, a password or a token belongs into `url_file`.")
                .Key("url_file", Restart, Path, c => c.UrlFile, (c, v) => c with { UrlFile = v },
                    "File whose first line is the address, user and password included. It is neither logged nor seen in a command line.")
                .Key("ca_file", Restart, Path, c => c.CaFile, (c, v) => c with { CaFile = v },
                    "For https and rtsps: PEM file with the authorities to trust, or with the camera's own certificate. null: the system's.")
                .Key("width", Restart, YamlTypes.Integer(16, 4096, "pixels", step: 2), c => c.Width, (c, v) => c with { Width = v },
                    "Width of the frames. The picture is scaled to fit, keeping its shape; what is left is black.")
                .Key("height", Restart, YamlTypes.Integer(16, 4096, "pixels", step: 2), c => c.Height, (c, v) => c with { Height = v },
                    "Height of the frames.")
                .Key("fps", Restart, YamlTypes.Number(0.1, 240, FramesPerSecond), c => c.Fps, (c, v) => c with { Fps = v },
                    "Most frames per second that are handed over.")
                .Key("socket", Restart, YamlTypes.Path, c => c.Socket, (c, v) => c with { Socket = v },
                    "Socket by which the ingest process hands its frames over.", defaultText: "`/run/edgedaemon-ingest/CAMERA/frames.sock`")
                .Rule(ConfigRules.OneAddress)
                .Rule((camera, section) => ConfigRules.SocketPathFits(camera, camera.Socket, section))),
        new ConfigVariant<SourceConfig, ReplaySourceConfig>("replay", "Pictures from a folder or a list.",
            new ConfigSection<ReplaySourceConfig>(new() { Path = "" })
                .Required("path", Restart, YamlTypes.Path, c => c.Path, (c, v) => c with { Path = v },
                    "Folder with .jpg, .jpeg or .png files, shown in the order of their names, or a text file with one such path per line.")
                .Key("fps", Restart, YamlTypes.OrNull(YamlTypes.Number(0.01, 1000, FramesPerSecond)),
                    c => c.Fps, (c, v) => c with { Fps = v },
                    $"Frames per second. {AsFastAsProcessed}")
                .Key("loop", Restart, YamlTypes.Boolean, c => c.Loop, (c, v) => c with { Loop = v },
                    "Start again at the end? Otherwise the source ends.")),
        new ConfigVariant<SourceConfig, SceneSourceConfig>("scene",
            "A drawn scene that moves, for trying things out; the same for the same seed.",
            new ConfigSection<SceneSourceConfig>(new())
                .Key("seed", Restart, YamlTypes.Integer(int.MinValue, int.MaxValue), c => c.Seed, (c, v) => c with { Seed = v },
                    "Seed of everything random in it.")
                .Key("width", Restart, YamlTypes.Integer(64, 4096, "pixels", step: 2), c => c.Width, (c, v) => c with { Width = v },
                    "Width of the frames.")
                .Key("height", Restart, YamlTypes.Integer(64, 4096, "pixels", step: 2), c => c.Height, (c, v) => c with { Height = v },
                    "Height of the frames.")
                .Key("fps", Restart, YamlTypes.OrNull(YamlTypes.Number(0.1, 240, FramesPerSecond)),
                    c => c.Fps, (c, v) => c with { Fps = v },
                    $"Frames per second. {AsFastAsProcessed}")
                .Key("script", Restart, YamlTypes.List(SceneStep, max: 1000), c => c.Script, (c, v) => c with { Script = v },
                    "What happens to the camera, in order: a list of steps such as `{condition: dark, frames: 30}`, with the conditions ok, dark, overexposed, blurred, covered and frozen. Empty: it stays ok.")
                .Key("loop", Restart, YamlTypes.Boolean, c => c.Loop, (c, v) => c with { Loop = v },
                    "Start the script again at the end? Otherwise the source ends.")));

    private static readonly ConfigSection<CameraHealthConfig> Health = new ConfigSection<CameraHealthConfig>(new())
        .Key("model", Restart, YamlTypes.Slug, c => c.Model, (c, v) => c with { Model = v },
            "Name of the model bundle whose labels are the states.")
        .Key("interval", Live, YamlTypes.Duration(TimeSpan.FromSeconds(0.1), TimeSpan.FromHours(1)),
            c => c.Interval, (c, v) => c with { Interval = v },
            "Time between looks.")
        .Key("score_threshold", Live, Fraction, c => c.ScoreThreshold, (c, v) => c with { ScoreThreshold = v },
            "Probability from which a fault is believed.")
        .Key("agreeing_looks", Live, YamlTypes.Integer(1, 1000, "looks"), c => c.AgreeingLooks, (c, v) => c with { AgreeingLooks = v },
            "Looks in a row that must agree before the state changes.")
        .Key("moved", Live, YamlTypes.Boolean, c => c.Moved, (c, v) => c with { Moved = v },
            "Is it a fault when the camera looks elsewhere than before? `false` for cameras that are turned on purpose.")
        .Key("moved_for", Live, YamlTypes.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)), c => c.MovedFor, (c, v) => c with { MovedFor = v },
            "For how long a new view counts as moved; then it is the one that is known.");

    private static readonly YamlType<string> GpioLine =
        YamlTypes.Text("a line's number on the chip, or its name", "^[A-Za-z0-9_.:-]{1,31}$", "GPIO17");

    private static readonly YamlType<GpioPull> Pull =
        YamlTypes.Choice(("as_is", GpioPull.AsIs), ("up", GpioPull.Up), ("down", GpioPull.Down), ("none", GpioPull.None));

    private static readonly ConfigSection<GpioInputConfig> PrivacySwitch = new ConfigSection<GpioInputConfig>(new())
        .Required("line", Restart, GpioLine, c => c.Line, (c, v) => c with { Line = v },
            "The line that the switch is on: its number on the chip, or its name.")
        .Key("active_low", Restart, YamlTypes.Boolean, c => c.ActiveLow, (c, v) => c with { ActiveLow = v },
            "Is the low level the one that means on?")
        .Key("pull", Restart, Pull, c => c.Pull, (c, v) => c with { Pull = v },
            "What the line is pulled to while nothing drives it: up for a switch to ground, down for one to the supply, none, or as_is.");

    private static readonly ConfigSection<GpioOutputConfig> ActivityLight = new ConfigSection<GpioOutputConfig>(new())
        .Required("line", Restart, GpioLine, c => c.Line, (c, v) => c with { Line = v },
            "The line that the light is on: its number on the chip, or its name.")
        .Key("active_low", Restart, YamlTypes.Boolean, c => c.ActiveLow, (c, v) => c with { ActiveLow = v },
            "Is the light lit by the low level?");

    private static readonly ConfigSection<TriggerConfig> Trigger = new ConfigSection<TriggerConfig>(new())
        .Key("kind", Restart, YamlTypes.Choice(("line", TriggerKind.Line), ("motion", TriggerKind.Motion), ("button", TriggerKind.Button)),
            c => c.Kind, (c, v) => c with { Kind = v },
            "What is at the line. line: anything that is active or not. motion: an infrared motion sensor as the HC-SR501. button: a push button, whose bouncing is not seen and whose shortest press counts; one to ground takes `active_low: true` and `pull: up`, and one that is held at the start counts from its next press.")
        .Key("driver", Restart, Driver, c => c.Driver, (c, v) => c with { Driver = v },
            "What the line is read through. kernel: the kernel's interface directly. iot: System.Device.Gpio, which needs libgpiod, knows lines by number only, has no `pull` and no `active_low` (but that of a button), and sees a change after up to 100 ms. The privacy switch and the activity light are always the kernel's.")
        .Required("line", Restart, GpioLine, c => c.Line, (c, v) => c with { Line = v },
            "The line of `gpio.chip` that the sensor is on: its number, or its name.")
        .Key("active_low", Restart, YamlTypes.Boolean, c => c.ActiveLow, (c, v) => c with { ActiveLow = v },
            "Is the low level the one that means motion?")
        .Key("pull", Restart, Pull, c => c.Pull, (c, v) => c with { Pull = v },
            "What the line is pulled to while nothing drives it: up, down, none, or as_is.")
        .Key("hold", Restart, YamlTypes.Duration(TimeSpan.Zero, TimeSpan.FromHours(1)), c => c.Hold, (c, v) => c with { Hold = v },
            "How long frames are still looked at after the sensor was last active.")
        .Rule(ConfigRules.TriggerThatItsDriverCanRead);

    private static readonly ConfigSection<SecondModelConfig> SecondModel = new ConfigSection<SecondModelConfig>(new() { Model = "" })
        .Required("model", Restart, YamlTypes.Slug, c => c.Model, (c, v) => c with { Model = v },
            "Name of the model bundle. A classification model says which kind of its label an object is: the sub-label of the events. An embedding model makes a feature vector of it, which stays in the vision process.")
        .Key("labels", Restart, YamlTypes.List(YamlTypes.Slug, max: LabelRecord.NoLabel - 1, unique: true),
            c => c.Labels, (c, v) => c with { Labels = v },
            "Labels of the camera's model whose objects it looks at. Empty: all that are reported.")
        .Key("when", Restart, YamlTypes.OrNothing(YamlTypes.Condition), c => c.When, (c, v) => c with { When = v },
            "When it looks, such as `person > 0 and not dark`: counts of the camera's own labels in the frame, `dark` and `light` (measured), `health.ok` and the other health words, with `and`, `or`, `not` and parentheses. null: always.")
        .Key("teach", Restart, YamlTypes.List(YamlTypes.Slug, max: SecondModelConfig.MostTaught, unique: true), c => c.Teach, (c, v) => c with { Teach = v },
            "Things that objects can be taught to be by example (`edgedaemon teach CAMERA LABEL`), such as `[red_van, neighbours_cat]`; for an embedding model. They are sub-labels of the events. Not for telling people apart.")
        .Key("margin", Live, Fraction, c => c.Margin, (c, v) => c with { Margin = v },
            "What the crop shows around the object on each side, as a share of its box; clamped to the frame.")
        .Key("min_size", Live, YamlTypes.Integer(1, 4096, "pixels"), c => c.MinSize, (c, v) => c with { MinSize = v },
            "Objects whose box has a shorter side than this, in pixels of the frame, are not looked at.")
        .Key("max_objects", Live, YamlTypes.Integer(1, SecondModelConfig.MostObjects, "objects"), c => c.MaxObjects, (c, v) => c with { MaxObjects = v },
            "Most objects that it looks at per frame; those that have waited longest come first.")
        .Key("budget", Live, YamlTypes.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)), c => c.Budget, (c, v) => c with { Budget = v },
            "Time per frame after which it begins with no other object; the rest waits for the next frames. One object is always looked at.")
        .Key("score_threshold", Live, YamlTypes.OrNull(Fraction), c => c.ScoreThreshold, (c, v) => c with { ScoreThreshold = v },
            "Probability from which a sub-label is believed. null: what the model's manifest says.");

    private static readonly ConfigSection<CameraConfig> Camera = ConfigSchemaWatch.AddTo(new ConfigSection<CameraConfig>(new() { Name = "", Source = new SceneSourceConfig() })
        .Required("name", Restart, YamlTypes.SlugExcept(TopicWords.Camera), c => c.Name, (c, v) => c with { Name = v },
            "Name of the camera; part of its topics.")
        .Key("title", Restart, Title, c => c.Title, (c, v) => c with { Title = v },
            "What people call it, such as Front door: its name in Home Assistant. Topics and entity ids go by `name`. null: device and name.")
        .Key("suggested_area", Restart, Title, c => c.SuggestedArea, (c, v) => c with { SuggestedArea = v },
            "Area that Home Assistant puts it into when it appears there for the first time, such as Garden. null: none.")
        .Required("source", Restart, Source, c => c.Source, (c, v) => c with { Source = v },
            "Where its frames come from.")
        .Key("model", Restart, YamlTypes.OrNothing(YamlTypes.Slug), c => c.Model, (c, v) => c with { Model = v },
            "Name of the model bundle in `models.directory`. null: only `health` is watched.")
        .Key("fps", Live, YamlTypes.Number(0.01, 240, FramesPerSecond), c => c.Fps, (c, v) => c with { Fps = v },
            "Most frames that are inferred per second; the newest wins, the rest is skipped.")
        .Key("labels", Live, YamlTypes.List(YamlTypes.Slug, max: LabelRecord.NoLabel - 1, unique: true),
            c => c.Labels, (c, v) => c with { Labels = v },
            "Labels that are reported, as slugs. Empty: all of the model.")
        .Key("score_threshold", Live, YamlTypes.OrNull(Fraction), c => c.ScoreThreshold, (c, v) => c with { ScoreThreshold = v },
            "Score from which a label counts. null: what the model's manifest says.")
        .Key("label_thresholds", Live, YamlTypes.Map(YamlTypes.Slug, Fraction),
            c => c.LabelThresholds, (c, v) => c with { LabelThresholds = v },
            "Score thresholds of single labels, such as `{person: 0.6}`; with a segmentation model, shares of the picture.")
        .Key("area_threshold", Live, YamlTypes.OrNull(Fraction), c => c.AreaThreshold, (c, v) => c with { AreaThreshold = v },
            "Share of the picture from which a label of a segmentation model counts. null: 0.01.")
        .Key("visible_frames", Live, YamlTypes.Integer(1, 1000, "frames"),
            c => c.VisibleFrames, (c, v) => c with { VisibleFrames = v },
            "A label starts after this many decided frames with it: in a row, where nothing is detected but the picture as a whole.")
        .Key("hidden_frames", Live, YamlTypes.Integer(1, 1000, "frames"), c => c.HiddenFrames, (c, v) => c with { HiddenFrames = v },
            "A label ends after this many decided frames in a row without it; an object that stood still, after twice as many.")
        .Key("then", Restart, new ConfigSectionList<SecondModelConfig>(
                SecondModel, min: 0, SecondModelConfig.MostModels, "model", "Name each model once, with all of its labels.", c => c.Model, c => c.Model),
            c => c.Then, (c, v) => c with { Then = v },
            "Second models, a list: each looks at crops of the objects that the camera's model detects. The order is the order of their sub-labels in the journal: adding, removing and reordering takes a restart.")
        .Key("health", Restart, new ConfigOptionalSection<CameraHealthConfig>(Health), c => c.Health, (c, v) => c with { Health = v },
            "Watches whether the camera can see. Without this section it is not watched; `health: {}` watches with the defaults below.")
        .Key("when", Restart, YamlTypes.OrNothing(YamlTypes.Condition), c => c.When, (c, v) => c with { When = v },
            "When the model looks, such as `light and health.ok`, as in `then[].when` but without counts. While it does not hold, running events are over, as with a silent `trigger`. null: always.")
        .Key("trigger", Restart, new ConfigOptionalSection<TriggerConfig>(Trigger), c => c.Trigger, (c, v) => c with { Trigger = v },
            "A motion sensor, a button or anything else on a GPIO line: the model looks only while it is active. Without this section it always looks; a sensor that cannot be read counts as active."))
        .Rule(ConfigRules.CameraHasWork)
        .Rule(ConfigRules.LabelsNeedModel)
        .Rule(ConfigRules.ThresholdsOfReportedLabels)
        .Rule(ConfigRules.SecondModelsOfReportedLabels)
        .Rule(ConfigRules.OneModelIsTaught)
        .Rule(ConfigRules.ConditionsThatCanBeKnown);

    /// <summary>The whole file.</summary>
    internal static readonly ConfigSection<DaemonConfig> Root = new ConfigSection<DaemonConfig>(
        new() { DeviceId = "", Journal = Journal.Defaults, Mqtt = Mqtt.Defaults, Cameras = [] })
        .Group("device", "This device.", g => g
            .Key("id", Restart, YamlTypes.Slug, c => c.DeviceId, (c, v) => c with { DeviceId = v },
                "Name of the device; part of every topic, so unique at its broker.", defaultText: "the host name as a slug"))
        .Group("models", "The model bundles.", g => g
            .Key("directory", Restart, YamlTypes.Path, c => c.ModelsDirectory, (c, v) => c with { ModelsDirectory = v },
                "Folder with one sub-folder per model bundle.")
            .Key("trusted_keys", Restart, YamlTypes.List(YamlTypes.Path, max: 16, unique: true), c => c.TrustedKeys, (c, v) => c with { TrustedKeys = v },
                "PEM files with the public keys (ECDSA, P-256) of those whose models are taken. Empty: signatures are not looked at.")
            .Key("require_signature", Restart, YamlTypes.Boolean, c => c.RequireSignature, (c, v) => c with { RequireSignature = v },
                "Whether a model is refused that is not signed by one of them, or is older than it may be, when it is installed and whenever it is loaded; false: only a wrong signature is refused.",
                defaultText: "`true` where `trusted_keys` names one")
            .Rule(ConfigRules.SignaturesWithKeys))
        .Group("inference", "How models are run.", g => g
            .Key("threads", Restart, YamlTypes.Integer(1, 16, "threads"),
                c => c.InferenceThreads, (c, v) => c with { InferenceThreads = v },
                "Threads that one model run uses."))
        .Group("governor", "Fewer frames when the device gets too hot or has too much to do, step by step, and all of them again afterwards; said in `status`. A source without a frame rate keeps its pace.", g => g
            .Key("temperature", Live, YamlTypes.OrNull(YamlTypes.Number(30, 120, "°C")),
                c => c.Governor.Temperature, (c, v) => c with { Governor = c.Governor with { Temperature = v } },
                "Temperature of the processor from which fewer frames are looked at; 5 °C below there are more again. What the firmware says of throttling counts, too. null: neither does.")
            .Key("pressure", Live, YamlTypes.OrNull(YamlTypes.Number(0.05, 1)),
                c => c.Governor.Pressure, (c, v) => c with { Governor = c.Governor with { Pressure = v } },
                "Share of the time in which something waits for a processor (the kernel's pressure stall information, ten seconds' mean) from which there are fewer. null: it does not count.")
            .Key("least", Live, YamlTypes.Number(0.01, 1),
                c => c.Governor.Least, (c, v) => c with { Governor = c.Governor with { Least = v } },
                "Least share of `cameras[].fps` that is kept."))
        .Group("log", "What is logged, to standard error.", g => g
            .Key("level", Live, YamlTypes.Choice([.. ConfigRules.LogLevels.Select(l => (l, l))]),
                c => c.LogLevel, (c, v) => c with { LogLevel = v },
                "Least severe level that is written."))
        .Group("privacy", "What may be seen of the pictures on the device itself. They never leave it.", g => g
            .Key("snapshots", Live, YamlTypes.Choice(("local", true), ("never", false)),
                c => c.AllowsSnapshots, (c, v) => c with { AllowsSnapshots = v },
                "Whether `edgedaemon snapshot` may write a camera's picture to a file, for somebody who is logged in here and adjusts the camera.")
            .Key("look_alikes", Restart, YamlTypes.OrNull(YamlTypes.Duration(TimeSpan.FromHours(1), TimeSpan.FromHours(720))),
                c => c.LookAlikes, (c, v) => c with { LookAlikes = v },
                "For how long at most feature vectors of events that are over are kept beside the journal, so that `edgedaemon similar` finds what looked alike: of objects that an embedding model looks at, at the level `track` and above. They never leave the device. null: none are kept.")
            .Key("console", Live, YamlTypes.Enum<ConsoleView>(), c => c.Console, (c, v) => c with { Console = v },
                "What the console on this device shows of the cameras' pictures: never any, masked (people pixelated, and the whole picture where no model says where they are), or full. Privacy masks are always painted; that somebody looks is written to the journal."))
        .Group("console", "Something to look at, on the device: `edgedaemon-console`.", g => g
            .Key("socket", Restart, Path, c => c.ConsoleSocket, (c, v) => c with { ConsoleSocket = v },
                "Unix socket by which the vision process hands pictures to the console; none is made where its folder is not there. null: none."))
        .Group("gpio", "Lines of a GPIO chip that all cameras share.", g => g
            .Key("chip", Restart, YamlTypes.Path, c => c.Gpio.Chip, (c, v) => c with { Gpio = c.Gpio with { Chip = v } },
                "The chip's device.")
            .Key("privacy_switch", Restart, new ConfigOptionalSection<GpioInputConfig>(PrivacySwitch),
                c => c.Gpio.PrivacySwitch, (c, v) => c with { Gpio = c.Gpio with { PrivacySwitch = v } },
                "A switch that closes every camera while it is on; labels are then unknown. One that cannot be read counts as on.")
            .Key("activity_light", Restart, new ConfigOptionalSection<GpioOutputConfig>(ActivityLight),
                c => c.Gpio.ActivityLight, (c, v) => c with { Gpio = c.Gpio with { ActivityLight = v } },
                "A light that is lit exactly while a camera is open; where it cannot be lit, no camera stays open. That it was taken out of this file is written to the journal."))
        .Key("journal", Restart, Journal, c => c.Journal, (c, v) => c with { Journal = v },
            "Where labels are kept until the broker has them.")
        .Required("mqtt", Restart, Mqtt, c => c.Mqtt, (c, v) => c with { Mqtt = v },
            "The broker that gets the labels. Only the publisher uses this section, and only it has to be restarted for it.")
        .Key("commands", Restart, Commands, c => c.Commands, (c, v) => c with { Commands = v },
            "What the device can be told to do.")
        .Key("metrics", Restart, new ConfigOptionalSection<MetricsConfig>(Metrics), c => c.Metrics, (c, v) => c with { Metrics = v },
            "Figures of the device, its publisher and its cameras in Prometheus' text format, on a Unix socket: `curl --unix-socket /run/edgedaemon-publish/metrics.sock http://localhost/metrics`. Without this section there is none; `metrics: {}` has the defaults below. Only the publisher uses it.")
        .Required("cameras", Restart, new ConfigSectionList<CameraConfig>(
                Camera, min: 1, LabelRecord.DeviceItself - 1, "name", "Give each its own name.", c => c.Name, ConfigRules.Identity),
            c => c.Cameras, (c, v) => c with { Cameras = v },
            "The cameras. The order is the order in the journal: adding, removing and reordering takes a restart, and so does another model.")
        .Key("location", Restart, new ConfigOptionalSection<LocationConfig>(ConfigSchemaWatch.Location), c => c.Location, (c, v) => c with { Location = v },
            "Where the device stands, for schedules that go by the sun. It is used on the device alone: no record and no message has it.")
        .Rule(ConfigWatchRules.SunNeedsLocation);

    /// <summary>Every section with its keys, for a reference.</summary>
    public static ImmutableArray<ConfigSectionInfo> Sections
    {
        get
        {
            var sections = new List<ConfigSectionInfo>();
            Root.Describe("", "The file", sections);
            return [.. sections];
        }
    }

    /// <summary>A source as the file would have it, on one line.</summary>
    public static string Format(SourceConfig source) => Source.Format(source);

    /// <summary>The file as JSON Schema (draft 2020-12), indented, for editors.</summary>
    public static string ToJsonSchema()
    {
        var schema = Root.ToJsonSchema();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "$id", "urn:edgedaemon:edgedaemon.yaml");
        schema.Insert(2, "title", "EdgeDaemon configuration (edgedaemon.yaml)");
        schema.Insert(3, "examples", JsonNode.Parse(
            """[{"mqtt":{"host":"broker.local"},"cameras":[{"name":"porch","source":{"type":"v4l2"},"model":"person-vehicle-animal"}]}]"""));
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
            schema.WriteTo(writer);
        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }
}
