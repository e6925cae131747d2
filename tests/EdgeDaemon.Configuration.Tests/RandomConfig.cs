using System.Collections.Immutable;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Configuration.Tests;

/// <summary>Valid configurations of every shape, the same for the same seed.</summary>
internal static class RandomConfig
{
    private const string SlugCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    private const string OtherCharacters = " #:{}[],&*!|>'\"%@`?-\\äß€~.0";

    public static DaemonConfig Make(int seed)
    {
        var random = new Random(seed);
        var keys = random.Next(3);
        return new DaemonConfig
        {
            DeviceId = Slug(random),
            ModelsDirectory = AbsolutePath(random),
            TrustedKeys = [.. Enumerable.Range(0, keys).Select(_ => AbsolutePath(random)).Distinct()],
            RequireSignature = keys > 0 && random.Next(2) == 0,
            InferenceThreads = random.Next(1, 17),
            AllowsSnapshots = random.Next(2) == 0,
            Console = Pick(random, Enum.GetValues<ConsoleView>()),
            ConsoleSocket = Maybe(random, () => "/7" + AbsolutePath(random)),
            LogLevel = Pick(random, "trace", "debug", "information", "warning", "error"),
            Journal = new JournalConfig
            {
                Directory = "/1" + AbsolutePath(random),
                CursorDirectory = "/2" + AbsolutePath(random),
                HotDirectory = Maybe(random, () => "/3" + AbsolutePath(random)),
                CursorHotDirectory = Maybe(random, () => "/4" + AbsolutePath(random)),
                SizeMiB = random.Next(2, 4097),
                CommitInterval = TimeSpan.FromMilliseconds(random.Next(0, 300_001)),
            },
            Gpio = new GpioConfig
            {
                Chip = AbsolutePath(random),
                PrivacySwitch = Maybe(random, () => new GpioInputConfig
                {
                    Line = Pick(random, "17", "GPIO17"),
                    ActiveLow = random.Next(2) == 0,
                    Pull = Pick(random, GpioPull.AsIs, GpioPull.Up, GpioPull.Down, GpioPull.None),
                }),
                ActivityLight = Maybe(random, () => new GpioOutputConfig { Line = Pick(random, "27", "LED"), ActiveLow = random.Next(2) == 0 }),
            },
            Mqtt = Mqtt(random),
            Commands = new CommandsConfig
            {
                Allow = [.. CommandNames.All.Where(_ => random.Next(2) == 0)],
                Socket = Maybe(random, () => "/5" + AbsolutePath(random)),
                PerMinute = random.Next(1, 601),
            },
            Metrics = Maybe(random, () => new MetricsConfig { Socket = "/6" + AbsolutePath(random), Labels = random.Next(2) == 0 }),
            Cameras = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => Camera(random, $"camera{i}"))],
            Location = new LocationConfig { Latitude = Number(random, -90, 90), Longitude = Number(random, -180, 180) },
        };
    }

    private static MqttConfig Mqtt(Random random)
    {
        var username = Maybe(random, () => Characters(random, SlugCharacters + OtherCharacters, 1, 20));
        return new MqttConfig
        {
            Host = Pick(random, "localhost", "10.0.0.1", "::1", "fe80::1%eth0", "a.b-c.local"),
            Port = random.Next(1, 65536),
            Protocol = Pick(random, MqttProtocol.Auto, MqttProtocol.V5, MqttProtocol.V311),
            ClientId = Slug(random),
            Prefix = random.Next(2) == 0 ? Slug(random) : $"{Slug(random)}/{Slug(random)}",
            KeepAlive = TimeSpan.FromMilliseconds(random.Next(5_000, 3_600_001)),
            Window = random.Next(1, 1001),
            Username = username,
            PasswordFile = username is null ? null : Maybe(random, () => random.Next(2) == 0 ? AbsolutePath(random) : "credential:mqtt-password"),
            Tls = Maybe(random, () => Tls(random)),
            HomeAssistant = Maybe(random, () => new HomeAssistantConfig { Prefix = "hub/" + Slug(random), BirthDelay = TimeSpan.FromMilliseconds(random.Next(0, 300_001)) }),
            Frigate = Maybe(random, () => new FrigateConfig { Prefix = "nvr/" + Slug(random), Width = random.Next(1, 65536), Height = random.Next(1, 65536), Labels = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add(Slug(random), "x" + Slug(random)[1..]) }),
        };
    }

    private static MqttTlsConfig Tls(Random random) => random.Next(2) == 0
        ? new MqttTlsConfig { CaFile = Maybe(random, () => AbsolutePath(random)) }
        : new MqttTlsConfig { CertificateFile = AbsolutePath(random), KeyFile = AbsolutePath(random) };

    private static TriggerConfig Trigger(Random random)
    {
        var kind = Pick(random, TriggerKind.Line, TriggerKind.Motion, TriggerKind.Button);
        var hold = TimeSpan.FromMilliseconds(random.Next(0, 3_600_001));
        return random.Next(2) == 0
            ? new TriggerConfig
            {
                Kind = kind,
                Line = Pick(random, "22", "PIR"),
                ActiveLow = random.Next(2) == 0,
                Pull = Pick(random, GpioPull.AsIs, GpioPull.Up),
                Hold = hold,
            }
            : new TriggerConfig { Kind = kind, Driver = DeviceDriver.Iot, Line = "22", ActiveLow = kind == TriggerKind.Button && random.Next(2) == 0, Hold = hold };
    }

    private static CameraConfig Camera(Random random, string name)
    {
        var camera = new CameraConfig
        {
            Name = name,
            Title = Maybe(random, () => Characters(random, SlugCharacters + OtherCharacters, 1, 64)),
            SuggestedArea = Maybe(random, () => Characters(random, SlugCharacters + OtherCharacters, 1, 64)),
            Source = Source(random),
            Fps = Number(random, 0.01, 240),
            VisibleFrames = random.Next(1, 1001),
            HiddenFrames = random.Next(1, 1001),
            PrivacyMasks = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Points(random, random.Next(3, 7)))],
            Privacy = new PrivacyConfig { Level = Pick(random, Enum.GetValues<PrivacyLevel>()), TimeRounding = Duration(random, 0, 3600), Console = random.Next(2) == 0 ? null : Pick(random, Enum.GetValues<ConsoleView>()) },
            Motion = new MotionConfig
            {
                Enabled = random.Next(2) == 0,
                Threshold = Number(random, 1, 255),
                MinArea = random.NextDouble(),
                LightingShare = random.NextDouble(),
                Hold = Duration(random, 0, 600),
                Keepalive = Duration(random, 1, 3600),
            },
        };
        var health = new CameraHealthConfig
        {
            Model = Slug(random),
            Interval = TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerSecond / 10, TimeSpan.TicksPerHour)),
            ScoreThreshold = random.NextDouble(),
            AgreeingLooks = random.Next(1, 1001),
            Moved = random.Next(2) == 0,
            MovedFor = Duration(random, 10, 86_400),
        };
        if (random.Next(4) == 0)
            return camera with { Health = health };
        var labels = Enumerable.Range(0, random.Next(4)).Select(_ => Slug(random)).Distinct().ToImmutableArray();
        return camera with
        {
            Model = Slug(random),
            Health = Maybe(random, () => health),
            Trigger = Maybe(random, () => Trigger(random)),
            ScoreThreshold = MaybeNumber(random, 0, 1),
            Labels = labels,
            AreaThreshold = MaybeNumber(random, 0, 1),
            Then = [.. Enumerable.Range(0, random.Next(3)).Select(i => SecondModel(random, $"second{i}", labels))],
            LabelThresholds = labels.Where(_ => random.Next(2) == 0).ToImmutableDictionary(l => l, _ => random.NextDouble()),
            Masks = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Points(random, random.Next(3, 7)))],
            Tracking = new TrackingConfig
            {
                StationaryAfter = Duration(random, 1, 86_400),
                Sizes = labels.Where(_ => random.Next(2) == 0)
                    .ToImmutableDictionary(l => l, _ => new SizeLimits { MinArea = Number(random, 0, 0.5), MaxArea = Number(random, 0.5, 1) }),
            },
            Zones = [.. Enumerable.Range(0, random.Next(4)).Select(i => Zone(random, $"zone{i}", labels))],
            Schedule = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Schedule(random, labels))],
        };
    }

    private static ZoneConfig Zone(Random random, string name, ImmutableArray<string> labels)
    {
        ImmutableArray<string> some = [.. labels.Where(_ => random.Next(2) == 0)];
        return random.Next(2) == 0
            ? new ZoneConfig { Name = name, Labels = some, Line = Points(random, 2), Direction = Pick(random, Enum.GetValues<LineDirection>()) }
            : new ZoneConfig { Name = name, Labels = some, Area = Points(random, 5), Inertia = random.Next(1, 1001), Loitering = Duration(random, 0, 86_400) };
    }

    private static ScheduleConfig Schedule(Random random, ImmutableArray<string> labels) => new()
    {
        From = Pick(random, "22:00", "00:59", "sunset", "sunrise-90m"),
        To = Pick(random, "06:05", "23:59", "sunrise", "sunset+12h"),
        Dark = Pick<bool?>(random, null, true, false),
        Detect = random.Next(2) == 0,
        ScoreThreshold = MaybeNumber(random, 0, 1),
        LabelThresholds = labels.Where(_ => random.Next(2) == 0).ToImmutableDictionary(l => l, _ => random.NextDouble()),
    };

    private static ImmutableArray<PointConfig> Points(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new PointConfig(random.NextDouble(), random.NextDouble()))];

    private static TimeSpan Duration(Random random, int minSeconds, int maxSeconds) =>
        TimeSpan.FromMilliseconds(random.NextInt64(minSeconds * 1000L, (maxSeconds * 1000L) + 1));

    private static SourceConfig Source(Random random) => random.Next(6) switch
    {
        0 => Scene(random),
        1 => new V4l2SourceConfig
        {
            Device = Characters(random, SlugCharacters + OtherCharacters + "/", 1, 20),
            Width = 2 * random.Next(8, 4097),
            Height = 2 * random.Next(8, 4097),
            Fps = MaybeNumber(random, 0.1, 240),
            Format = Pick(random, "auto", "yuyv", "nv12", "yu12", "grey", "mjpeg"),
            Range = Pick(random, "auto", "full", "limited"),
            Driver = Pick(random, DeviceDriver.Kernel, DeviceDriver.Iot),
        },
        2 => new RpicamSourceConfig
        {
            Camera = random.Next(4),
            Width = 128 * random.Next(1, 33),
            Height = 2 * random.Next(8, 2049),
            Fps = Number(random, 0.1, 240),
        },
        3 => new FfmpegSourceConfig
        {
            Path = AbsolutePath(random),
            Width = 2 * random.Next(8, 2049),
            Height = 2 * random.Next(8, 2049),
            Fps = MaybeNumber(random, 0.1, 240),
            Loop = random.Next(2) == 0,
        },
        4 => Network(random),
        _ => new ReplaySourceConfig
        {
            Path = AbsolutePath(random),
            Fps = MaybeNumber(random, 0.01, 1000),
            Loop = random.Next(2) == 0,
        },
    };

    private static SecondModelConfig SecondModel(Random random, string model, ImmutableArray<string> labels) => new()
    {
        Model = model,
        Labels = [.. labels.Where(_ => random.Next(2) == 0)],
        Margin = random.NextDouble(),
        MinSize = random.Next(1, 4097),
        MaxObjects = random.Next(1, SecondModelConfig.MostObjects + 1),
        Budget = TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerMinute)),
        ScoreThreshold = MaybeNumber(random, 0, 1),
    };

    private static NetworkSourceConfig Network(Random random)
    {
        var hasFile = random.Next(2) == 0;
        return new NetworkSourceConfig
        {
            Url = hasFile ? null : Pick(random, "rtsp://10.0.0.5:554/a/b.sdp?channel=1&subtype=0", "https://[fe80::1]/video", "http://cam"),
            UrlFile = hasFile ? AbsolutePath(random) : null,
            CaFile = Maybe(random, () => AbsolutePath(random)),
            Width = 2 * random.Next(8, 2049),
            Height = 2 * random.Next(8, 2049),
            Fps = Number(random, 0.1, 240),
            Socket = AbsolutePath(random),
        };
    }

    private static SceneSourceConfig Scene(Random random) => new()
    {
        Seed = random.Next(int.MinValue, int.MaxValue),
        Width = 2 * random.Next(32, 2049),
        Height = 2 * random.Next(32, 2049),
        Fps = MaybeNumber(random, 0.1, 240),
        Script = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new SceneStep(Pick(random, "ok", "dark", "frozen"), random.Next(1, 1_000_001)))],
        Loop = random.Next(2) == 0,
    };

    private static string Slug(Random random) => Characters(random, SlugCharacters, 1, 64);

    private static string AbsolutePath(Random random) => "/" + Characters(random, SlugCharacters + "$ {}#&'\"ü", 1, 20);

    private static string Characters(Random random, string from, int min, int max) =>
        new([.. Enumerable.Range(0, random.Next(min, max + 1)).Select(_ => from[random.Next(from.Length)])]);

    private static double Number(Random random, double min, double max) => min + (random.NextDouble() * (max - min));

    private static double? MaybeNumber(Random random, double min, double max) => random.Next(2) == 0 ? null : Number(random, min, max);

    private static T? Maybe<T>(Random random, Func<T> make) where T : class => random.Next(2) == 0 ? null : make();

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];
}
