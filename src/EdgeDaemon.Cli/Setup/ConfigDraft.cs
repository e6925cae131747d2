using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Cli.Setup;

/// <summary>A configuration as it would be: the file's text with answers put in, and the secrets that belong into files of their own. Nothing is written before <see cref="Write"/>.</summary>
internal sealed class ConfigDraft
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string PasswordFile = $"{Credential.Prefix}mqtt-password";
    private const string Fresh = "# EdgeDaemon on this device. Every key: man 5 edgedaemon.yaml\nmqtt:\n  host: localhost\n\ncameras:\n  - name: camera\n    health: {}\n";

    private readonly string _path;
    private readonly YamlEditor _yaml;
    private readonly List<(string Path, string Secret)> _secrets = [];
    private int _camera;

    /// <param name="path">The file; where there is none, a small one is begun.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ConfigDraft(string path)
    {
        // A link stays one.
        _path = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        Before = File.Exists(_path) && !OperatingSystem.IsWindows() ? File.ReadAllText(_path) : "";
        _yaml = new YamlEditor(string.IsNullOrWhiteSpace(Before) ? Fresh : Before, path);
    }

    /// <summary>The file as it is; empty when there is none.</summary>
    public string Before { get; }

    /// <summary>The file as it would be.</summary>
    public string After => _yaml.Text;

    /// <summary>Would anything be written?</summary>
    public bool IsChanged => After != Before || _secrets.Count > 0;

    /// <summary>Files that would get a secret.</summary>
    public IEnumerable<string> SecretFiles => _secrets.Select(secret => secret.Path);

    /// <summary>Broker.</summary>
    public BrokerAddress Broker
    {
        get
        {
            var hasTls = _yaml.Has("mqtt", "tls");
            var port = int.TryParse(_yaml.TextAt("mqtt", "port"), out var number) ? number : BrokerAddress.UsualPort(hasTls);
            return new BrokerAddress(_yaml.TextAt("mqtt", "host") ?? "localhost", port, hasTls);
        }
        set
        {
            _yaml.SetText(value.Host, "mqtt", "host");
            if (value.HasTls && !_yaml.Has("mqtt", "tls"))
                _yaml.Set("{}", "mqtt", "tls");
            else if (!value.HasTls)
                _yaml.Remove("mqtt", "tls");
            if (value.HasUsualPort)
                _yaml.Remove("mqtt", "port");
            else if (_yaml.TextAt("mqtt", "port") != $"{value.Port}")
                _yaml.Set($"{value.Port}", "mqtt", "port");
        }
    }

    /// <summary>Its user; empty: none, and no password.</summary>
    public string User
    {
        get => _yaml.TextAt("mqtt", "username") ?? "";
        set
        {
            if (value.Length > 0)
            {
                _yaml.SetText(value, "mqtt", "username");
                return;
            }

            _yaml.Remove("mqtt", "password_file");
            _yaml.Remove("mqtt", "username");
        }
    }

    /// <summary>The file with the authorities to trust. TLS is on with it.</summary>
    public void SetAuthority(string file) => _yaml.SetText(file, "mqtt", "tls", "ca_file");

    /// <summary>The user's password.</summary>
    public void SetPassword(string password)
    {
        _yaml.SetText(_yaml.TextAt("mqtt", "password_file") ?? PasswordFile, "mqtt", "password_file");
        _secrets.Add((FileOf(_yaml.TextAt("mqtt", "password_file")!), password));
    }

    /// <summary>Does Home Assistant find the device?</summary>
    public bool IsDiscovered
    {
        get => _yaml.Has("mqtt", "home_assistant");
        set
        {
            if (!value)
                _yaml.Remove("mqtt", "home_assistant");
            else if (!IsDiscovered)
                _yaml.Set("{}", "mqtt", "home_assistant");
        }
    }

    /// <summary>Name of the camera that is set up.</summary>
    public string Camera => _yaml.TextAt("cameras", _camera, "name") ?? "camera";

    /// <summary>Its title; empty: none.</summary>
    public string Title
    {
        get => _yaml.TextAt("cameras", _camera, "title") ?? "";
        set
        {
            if (value.Length > 0)
                _yaml.SetText(value, "cameras", _camera, "title");
        }
    }

    /// <summary>Its model; null: none.</summary>
    public string? Model
    {
        get => _yaml.TextAt("cameras", _camera, "model");
        set => _yaml.SetText(value!, "cameras", _camera, "model");
    }

    /// <summary>Kind of its source; null: none.</summary>
    public string? SourceType => _yaml.TextAt("cameras", _camera, "source", "type");

    /// <summary>What its source reads, in a word: a path, an address, a number; null where there is none.</summary>
    public string? SourceTarget => SourceType is null ? null
        : _yaml.TextAt("cameras", _camera, "source", "device") ?? _yaml.TextAt("cameras", _camera, "source", "url") ?? SourceType;

    /// <summary>Folder of the model bundles.</summary>
    public string ModelsDirectory => _yaml.TextAt("models", "directory") is { } folder ? FileOf(folder) : DaemonConfig.DefaultModelsDirectory;

    /// <summary>Sets up the camera of this name; one that the file does not have is added.</summary>
    public void ChooseCamera(string? name)
    {
        var count = _yaml.CountAt("cameras");
        _camera = name is null ? 0 : Enumerable.Range(0, count).FirstOrDefault(i => _yaml.TextAt("cameras", i, "name") == name, count);
        if (_camera < count)
            return;
        _yaml.Append($"name: {name ?? "camera"}", "cameras");
        _yaml.Set("{}", "cameras", _camera, "health");
    }

    /// <summary>Where its frames come from. Of a source of the same kind the other keys stay.</summary>
    /// <param name="source"><c>{type: …}</c>.</param>
    /// <exception cref="FormatException">It is no YAML.</exception>
    public void SetSource(string source)
    {
        if (YamlDocument.Parse(source, "--camera").Errors is { Count: > 0 } broken)
            throw new FormatException(broken.Sorted()[0].ToString());
        var given = new YamlEditor(source, "--camera");
        if (SourceType is null || SourceType != given.TextAt("type"))
        {
            _yaml.Set(source, "cameras", _camera, "source");
            return;
        }

        foreach (var (key, value) in given.EntriesAt())
        {
            if (given.TextAt(key) is not { } text || text != _yaml.TextAt("cameras", _camera, "source", key))
                _yaml.Set(value, "cameras", _camera, "source", key);
        }
    }

    /// <summary>A network camera. An address with a user, a password or a token goes into a file of its own.</summary>
    public void SetAddress(string address)
    {
        object[] source = ["cameras", _camera, "source"];
        var isSecret = address.Contains('@', StringComparison.Ordinal) || address.Contains('?', StringComparison.Ordinal);
        if (SourceType != "network")
            _yaml.Set("{type: network}", source);
        _yaml.Remove([.. source, isSecret ? "url" : "url_file"]);
        if (!isSecret)
        {
            _yaml.SetText(address, [.. source, "url"]);
            return;
        }

        _yaml.SetText(_yaml.TextAt([.. source, "url_file"]) ?? $"{Camera}-url", [.. source, "url_file"]);
        _secrets.Add((FileOf(_yaml.TextAt([.. source, "url_file"])!), address));
    }

    /// <summary>Writes the secrets, keeps the file that was there as <c>FILE.last</c>, and puts the new one in its place at once.</summary>
    /// <exception cref="IOException">Something could not be written; the configuration is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be written.</exception>
    public void Write()
    {
        foreach (var (path, secret) in _secrets)
        {
            if (!OperatingSystem.IsWindows())
                Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
            AtomicFile.Write(path, secret + "\n", OwnerOnly);
        }

        if (After == Before)
            return;
        UnixFileMode? mode = null;
        if (!OperatingSystem.IsWindows() && File.Exists(_path))
            mode = File.GetUnixFileMode(_path);
        if (mode is not null)
            AtomicFile.Write(_path + ".last", Before, mode);
        AtomicFile.Write(_path, After, mode);
    }

    private string FileOf(string configured) => Path.GetFullPath(Credential.FileOf(configured), Path.GetDirectoryName(_path)!);
}
