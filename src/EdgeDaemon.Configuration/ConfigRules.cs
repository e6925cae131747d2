using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>Rules about several keys, and the words of some single ones.</summary>
internal static class ConfigRules
{
    public static readonly string[] LogLevels = ["trace", "debug", "information", "warning", "error"];

    public static readonly string[] SceneConditions = ["ok", "dark", "overexposed", "blurred", "covered", "frozen"];

    public static readonly string[] CameraFormats = ["auto", "yuyv", "nv12", "yu12", "grey", "mjpeg"];

    public static readonly string[] CameraRanges = ["auto", "full", "limited"];

    /// <summary>
    /// A name or an IPv4 address, which have no colon, or an IPv6 address, which has at least two: HOST:PORT and URLs match neither.
    /// </summary>
    public const string HostPattern =
        "^([A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{0,40}(%[A-Za-z0-9_.-]{1,16})?)$";

    private const int PlainPort = 1883;
    private const int TlsPortNumber = 8883;

    /// <summary>
    /// With another model a camera is another one: labels and thresholds that are live would otherwise be applied to the old
    /// model, which may not have them.
    /// </summary>
    public static string Identity(CameraConfig camera) => camera.Model is null ? camera.Name : $"{camera.Name} with {camera.Model}";

    public static JournalConfig JournalFolders(JournalConfig journal, YamlSection section)
    {
        var seen = new Dictionary<string, string>();
        Check("directory", journal.Directory);
        Check("cursor_directory", journal.CursorDirectory);
        Check("hot_directory", journal.HotDirectory);
        Check("cursor_hot_directory", journal.CursorHotDirectory);
        return journal;

        void Check(string key, string? folder)
        {
            if (folder is null || seen.TryAdd(Path.TrimEndingDirectorySeparator(folder), key))
                return;
            var first = seen[Path.TrimEndingDirectorySeparator(folder)];
            section.Fail(key, $"{YamlText.Quote(folder)} is the folder of '{first}' too", "Give each its own folder.");
        }
    }

    public static DaemonConfig SignaturesWithKeys(DaemonConfig config, YamlSection section)
    {
        if (config is { RequireSignature: true, TrustedKeys.IsEmpty: true })
            section.Fail("require_signature", "true, and nobody's signature is trusted, so that no model could be used", "Add 'trusted_keys:' with the PEM file of a public key, or remove this key.");
        return section.IsSet("require_signature") ? config : config with { RequireSignature = !config.TrustedKeys.IsEmpty };
    }

    public static MqttTlsConfig CertificateWithKey(MqttTlsConfig tls, YamlSection section)
    {
        if (section.IsSet("key_file") && !section.IsSet("certificate_file"))
            section.Fail("key_file", "a key without a certificate", "Add 'certificate_file:', or remove this key.");
        if (section.IsSet("certificate_file") && !section.IsSet("key_file"))
            section.Fail("certificate_file", "a certificate without its key", "Add 'key_file:', or remove this key.");
        return tls;
    }

    public static MqttConfig PasswordWithUser(MqttConfig mqtt, YamlSection section)
    {
        if (section.IsSet("password_file") && !section.IsSet("username"))
            section.Fail("password_file", "a password without a user", "Add 'username:', or remove this key.");
        return mqtt;
    }

    public static MqttConfig OwnPrefix(MqttConfig mqtt, YamlSection section)
    {
        var first = mqtt.Prefix.Split('/')[0];
        if (TopicWords.Prefix.Contains(first))
            section.Fail("prefix", $"'{first}' is the tree of another program",
                $"Write a prefix that begins neither with {string.Join(" nor with ", TopicWords.Prefix)}.");
        return mqtt;
    }

    public static MqttConfig OtherPrefixes(MqttConfig mqtt, YamlSection section)
    {
        var own = mqtt.Prefix.Split('/')[0];
        Refuse("home_assistant", mqtt.HomeAssistant?.Prefix, own, "'prefix'");
        Refuse("frigate", mqtt.Frigate?.Prefix, own, "'prefix'");
        if (mqtt.HomeAssistant is { } hub)
            Refuse("frigate", mqtt.Frigate?.Prefix, hub.Prefix.Split('/')[0], "'home_assistant'");
        return mqtt;

        void Refuse(string key, string? prefix, string taken, string by)
        {
            if (prefix?.Split('/')[0] == taken)
                section.Fail(key, $"its prefix '{prefix}' lies in the tree of {by}", "Give each a tree of its own.");
        }
    }

    public static MqttConfig TlsPort(MqttConfig mqtt, YamlSection section) =>
        section.IsSet("port") ? mqtt : mqtt with { Port = section.IsSet("tls") ? TlsPortNumber : PlainPort };

    public static NetworkSourceConfig OneAddress(NetworkSourceConfig camera, YamlSection section)
    {
        if (section.IsSet("url") == section.IsSet("url_file"))
            section.Fail(section.IsSet("url") ? "url_file" : "url", section.IsSet("url") ? "a second address besides 'url'" : "neither 'url' nor 'url_file' is set",
                "Write one of the two: 'url:' with the address, or 'url_file:' with a file that holds it.");
        return camera;
    }

    /// <summary>The kernel's limit for a socket's path.</summary>
    public static T SocketPathFits<T>(T config, string path, YamlSection section)
    {
        const int LongestPath = 107;
        if (System.Text.Encoding.UTF8.GetByteCount(path) is var length && length > LongestPath)
            section.Fail("socket", $"its full path has {length} bytes", $"Write one of at most {LongestPath}.");
        return config;
    }

    /// <summary>System.Device.Gpio knows no names and no active low level, and loses a pull as soon as it watches edges.</summary>
    public static TriggerConfig TriggerThatItsDriverCanRead(TriggerConfig trigger, YamlSection section)
    {
        const string Remedy = "or use 'driver: kernel'.";
        if (trigger.Driver != DeviceDriver.Iot)
            return trigger;
        if (section.IsSet("line") && !trigger.Line.All(char.IsAsciiDigit))
            section.Fail("line", $"'driver: iot' does not find the line {YamlText.Quote(trigger.Line)} by its name", $"Write its number on the chip, {Remedy}");
        if (trigger.ActiveLow && trigger.Kind != TriggerKind.Button)
            section.Fail("active_low", "'driver: iot' knows no active low level but a button's", $"Turn the level round by the wiring, {Remedy}");
        if (trigger.Pull != GpioPull.AsIs)
            section.Fail("pull", "'driver: iot' does not keep a pull", $"Use a resistor and remove this key, {Remedy}");
        return trigger;
    }

    public static CameraConfig CameraHasWork(CameraConfig camera, YamlSection section)
    {
        if (!section.IsSet("model") && !section.IsSet("health"))
            section.Fail("model", "neither 'model' nor 'health' is set, so that the camera has nothing to do",
                "Add 'model:' with the name of a model bundle, or 'health: {}'.");
        return camera;
    }

    public static CameraConfig LabelsNeedModel(CameraConfig camera, YamlSection section)
    {
        if (section.IsSet("model"))
            return camera;
        Refuse("labels", camera.Labels.Length > 0);
        Refuse("score_threshold", camera.ScoreThreshold is not null);
        Refuse("label_thresholds", camera.LabelThresholds.Count > 0);
        Refuse("area_threshold", camera.AreaThreshold is not null);
        Refuse("then", camera.Then.Length > 0);
        Refuse("when", camera.When is not null);
        Refuse("zones", camera.Zones.Length > 0);
        Refuse("masks", camera.Masks.Length > 0);
        Refuse("schedule", camera.Schedule.Length > 0);
        return camera;

        void Refuse(string key, bool isSet)
        {
            if (isSet)
                section.Fail(key, "has no effect without a model", "Add 'model:', or remove this key.");
        }
    }

    public static CameraConfig ThresholdsOfReportedLabels(CameraConfig camera, YamlSection section)
    {
        if (camera.Labels.Length == 0)
            return camera;
        foreach (var label in camera.LabelThresholds.Keys.Except(camera.Labels).Order(StringComparer.Ordinal))
            section.Fail("label_thresholds", $"'{label}' is not one of 'labels', so that it is never reported",
                $"Add it to 'labels', or remove it. {NearestName.Suggest(label, camera.Labels)}");
        return camera;
    }

    /// <summary>What the model sees cannot decide whether it looks, and nobody judges health that is not watched.</summary>
    public static CameraConfig ConditionsThatCanBeKnown(CameraConfig camera, YamlSection section)
    {
        if (camera.When is { Labels: [var label, ..] })
            section.Fail("when", $"'{label}' is counted by the camera's model, which cannot decide by it whether to look", "Use it in 'then[].when', or remove it.");
        if (camera.Health is null && camera.Then.Select(second => second.When).Prepend(camera.When).Any(when => when is { AsksHealth: true }))
            section.Fail(camera.When is { AsksHealth: true } ? "when" : "then", "a condition asks for the camera's health, which is not watched", "Add 'health: {}', or remove it from the condition.");
        return camera;
    }

    /// <summary>Two models' vectors must never be compared.</summary>
    public static CameraConfig OneModelIsTaught(CameraConfig camera, YamlSection section)
    {
        if (camera.Then.Where(second => second.Teach.Length > 0).Select(second => second.Model).ToList() is [var first, var other, ..])
            section.Fail("then", $"both '{first}' and '{other}' are to be taught", "Write 'teach' for one of them.");
        return camera;
    }

    public static CameraConfig SecondModelsOfReportedLabels(CameraConfig camera, YamlSection section)
    {
        if (camera.Labels.Length == 0)
            return camera;
        foreach (var label in camera.Then.SelectMany(second => second.Labels).Distinct().Except(camera.Labels).Order(StringComparer.Ordinal))
            section.Fail("then", $"'{label}' is not one of the camera's 'labels', so that it is never looked at",
                $"Add it to the camera's 'labels', or remove it. {NearestName.Suggest(label, camera.Labels)}");
        return camera;
    }
}
