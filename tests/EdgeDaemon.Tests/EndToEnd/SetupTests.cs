using System.Text.RegularExpressions;
using EdgeDaemon.Configuration;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>From the file that the package installs to a daemon whose labels arrive, by answers at a pipe and at a terminal.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SetupTests : IDisposable
{
    private const string Secret = "s3cret # with: signs";
    private readonly TempDirectory _folder = new();
    private readonly string _config;
    private readonly (string, string?)[] _environment;

    public SetupTests()
    {
        _config = _folder["edgedaemon.yaml"];
        _environment = [("CREDENTIALS_DIRECTORY", _folder["credstore"])];
        // Where tests may write; the rest is as it is installed.
        var packaged = File.ReadAllText(Path.Combine(Assets.RepositoryRoot, "deploy", "package", "edgedaemon.yaml"))
            .Replace("/run/edgedaemon-publish", "hot-cursor", StringComparison.Ordinal).Replace("/run/edgedaemon", "hot", StringComparison.Ordinal)
            .Replace("journal:\n", "journal:\n  directory: journal\n  cursor_directory: cursor\n", StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["hot"]);
        Directory.CreateDirectory(_folder["hot-cursor"]);
        File.WriteAllText(_config, packaged + $"models: {{directory: {Installation.BundledModels}}}\n");
    }

    [Fact]
    public void Setup_AnswersAtAPipe_WritesThemAndKeepsEveryComment()
    {
        var before = File.ReadAllLines(_config);

        var (code, output, errors) = Run($"mqtts://broker.local:8884\nporch\n{Secret}\n{{type: scene, width: 160, height: 120}}\nyes\nFront door\nyes\nno\n");

        Assert.Equal((0, ""), (code, code == 0 ? "" : errors));
        var after = File.ReadAllLines(_config);
        var removed = before.Except(after).ToArray();
        Assert.Equal(
            ["  host: localhost", "  #username: porch", "  #password_file: credential:mqtt-password", "  #tls: {ca_file: \"credential:mqtt-ca\"}", "  #home_assistant: {}",
             "    source:", "      type: v4l2", "      device: /dev/video0"], removed);
        Assert.All(removed, line => Assert.Contains($"- {line}\n", output, StringComparison.Ordinal));
        Assert.All(after.Except(before), line => Assert.Contains($"+ {line}\n", output, StringComparison.Ordinal));
        Assert.Equal(before, File.ReadAllLines(_config + ".last"));
        var config = Load();
        Assert.Equal(("broker.local", 8884, "porch"), (config.Mqtt.Host, config.Mqtt.Port, config.Mqtt.Username));
        Assert.NotNull(config.Mqtt.Tls);
        Assert.NotNull(config.Mqtt.HomeAssistant);
        Assert.Equal("Front door", config.Cameras[0].Title);
        Assert.IsType<SceneSourceConfig>(config.Cameras[0].Source);
        var secret = _folder["credstore", "mqtt-password"];
        Assert.Equal(Secret + "\n", File.ReadAllText(secret));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
        Assert.DoesNotContain(Secret, output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Setup_Again_ProposesWhatIsThereAndChangesNothing()
    {
        Assert.Equal(0, Run("", "--yes", "--broker", "mqtts://broker.local:8884", "--user", "porch", "--password-file", WriteSecret(), "--camera", "{type: scene}", "--home-assistant", "--title", "Tür").ExitCode);
        var before = File.ReadAllText(_config);

        var (code, output, errors) = Run("\n\n\n\n\n\n\n", "--start", "false");

        Assert.True(code == 0, errors);
        Assert.Contains("[mqtts://broker.local:8884]", errors, StringComparison.Ordinal);
        Assert.Contains("[Tür]", errors, StringComparison.Ordinal);
        Assert.Contains("nothing changes", output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_config));
        Assert.Equal(0, Run("", "--yes", "--broker", "mqtt://broker.local", "--user", "-", "--home-assistant", "false").ExitCode);
        var config = Load();
        Assert.Equal((1883, (MqttTlsConfig?)null, (string?)null, (string?)null, (HomeAssistantConfig?)null),
            (config.Mqtt.Port, config.Mqtt.Tls, config.Mqtt.Username, config.Mqtt.PasswordFile, config.Mqtt.HomeAssistant));
    }

    [Fact]
    public void Setup_SourceOfTheSameKind_ChangesItsKeysAndKeepsTheOthers()
    {
        File.WriteAllText(_config, File.ReadAllText(_config).Replace("      type: v4l2\n", "      type: v4l2   # by USB\n      fps: 5\n", StringComparison.Ordinal));

        var (code, _, errors) = Run("", "--yes", "--camera", "{type: v4l2, device: /dev/video9, width: 1280, height: 720, format: yuyv}");

        Assert.True(code == 0, errors);
        Assert.Contains("      type: v4l2   # by USB\n      fps: 5\n      device: /dev/video9\n      width: 1280\n      height: 720\n      format: yuyv\n", File.ReadAllText(_config), StringComparison.Ordinal);
        Assert.Equal(new V4l2SourceConfig { Device = "/dev/video9", Width = 1280, Height = 720, Format = "yuyv", Fps = 5 }, Load().Cameras[0].Source);
    }

    [Fact]
    public void Setup_DryRun_ShowsAndWritesNothing()
    {
        var before = File.ReadAllText(_config);

        var (code, output, _) = Run("", "--yes", "--dry-run", "--broker", "other.local", "--camera", "{type: scene}");

        Assert.Equal(0, code);
        Assert.Contains("- " + "  host: localhost\n+   host: other.local\n", output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_config));
        Assert.False(File.Exists(_config + ".last"));
    }

    [Theory]
    [InlineData("", 64, "The input ended at the question 'Broker")]
    [InlineData("broker.local\n-\n{type: scene}\nno\n", 64, "The input ended at the question 'Write")]
    [InlineData("a b\n", 64, "'a b' is no broker")]
    [InlineData("broker:99999\n", 64, "'broker:99999' is no broker")]
    [InlineData("broker\n-\nusb\n", 64, "'usb' is no camera")]
    [InlineData("broker\n-\n7\n", 64, "There is no camera 7")]
    [InlineData("broker\n-\nrtsp://c am/\n", 64, "The address has")]
    [InlineData("broker\n-\n{type: scene}\nperhaps\n", 64, "'perhaps' is neither yes nor no")]
    [InlineData("broker\n-\n{type: scene, fps: many}\nno\nyes\n", 78, "edgedaemon.yaml:")]
    [InlineData("broker\n-\n{type: scene\nno\nyes\n", 64, "--camera:2: not valid YAML")]
    [InlineData("broker.local\n-\n{type: scene}\nno\nno\n", 1, "Nothing was written")]
    public void Setup_WhatCannotBe_IsSaidAndNothingIsWritten(string answers, int code, string reason)
    {
        var before = File.ReadAllText(_config);

        var result = Run(answers);

        Assert.True(code == result.ExitCode, result.Errors);
        Assert.Contains(reason, result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_config));
    }

    [Fact]
    public void Setup_FileThatIsNoYaml_IsRefusedWithTheLine()
    {
        File.WriteAllText(_config, "mqtt: {host: a\n");

        var (code, _, errors) = Run("", "--yes");

        Assert.Equal(78, code);
        Assert.Matches("edgedaemon.yaml:[0-9]+: ", errors);
    }

    [Fact]
    public void Setup_NoFileYet_BeginsOneAndASecondCameraIsAdded()
    {
        File.Delete(_config);

        var first = Run("", "--yes", "--broker", "broker.local", "--camera", "{type: scene}", "--dry-run");
        Assert.Contains("+ mqtt:\n+   host: broker.local\n", first.Output, StringComparison.Ordinal);

        File.WriteAllText(_config, $"mqtt: {{host: a}}\nmodels: {{directory: {Installation.BundledModels}}}\ncameras:\n  - name: one # first\n    source: {{type: scene}}\n    model: person-vehicle-animal\n");
        var second = Run("", "--yes", "--name", "gate", "--camera", "rtsp://10.0.0.5/stream", "--title", "Gate");
        Assert.True(second.ExitCode == 0, second.Errors);
        Assert.Equal(["one", "gate"], Load().Cameras.Select(camera => camera.Name));
        Assert.Equal("rtsp://10.0.0.5/stream", ((NetworkSourceConfig)Load().Cameras[1].Source).Url);

        var third = Run("", "--yes", "--name", "gate", "--camera", "rtsp://me:pass@10.0.0.5/stream");
        Assert.True(third.ExitCode == 0, third.Errors);
        var source = (NetworkSourceConfig)Load().Cameras[1].Source;
        Assert.Equal((null, _folder["gate-url"]), (source.Url, source.UrlFile));
        Assert.Equal("rtsp://me:pass@10.0.0.5/stream\n", File.ReadAllText(_folder["gate-url"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["gate-url"]));
        Assert.DoesNotContain("pass@", File.ReadAllText(_config) + third.Output + third.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Setup_AtATerminal_HidesThePasswordAndEndsWithTheFirstLabel()
    {
        DaemonProcess.SkipWhereEmulated();
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Passwords = new Dictionary<string, string> { ["porch"] = Secret } });
        using var setup = DaemonProcess.InTerminal(_environment, "setup", "--config", _config, "--home-assistant", "--title", "Front door");
        setup.TypeAt("Broker", "nothing at all");
        setup.TypeAt("is no broker", $"127.0.0.1:{broker.Port}");
        setup.TypeAt("User at the broker", "porch");
        setup.TypeAt("Password", Secret);
        setup.TypeAt("Camera", "{type: scene, width: 160, height: 120, fps: 10}");
        setup.TypeAt($"Write {_config}", "yes");
        setup.TypeAt("Restart the services", "yes");
        Assert.True(SpinWait.SpinUntil(() => setup.Screen.Contains("start it: edgedaemon run", StringComparison.Ordinal), TimeSpan.FromMinutes(3)), setup.Screen);
        using var daemon = DaemonProcess.Vision(_environment, "run", "--config", _config);

        Assert.Equal(0, setup.WaitForExit());
        Assert.Contains("for TLS [localhost]: nothing at all\r\n", setup.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, setup.Screen, StringComparison.Ordinal);
        Assert.Matches(@"pass  broker auth", setup.Screen);
        // Behind it .NET gives the terminal its keypad back.
        var lines = Regex.Replace(setup.Screen, @"\e(\[[0-9;?]*[A-Za-z]|[=>])", "").TrimEnd().Split('\n');
        Assert.Matches(@"camera/state +live, \w+: \w", lines[^1]);
        Assert.Equal(Secret + "\n", File.ReadAllText(_folder["credstore", "mqtt-password"]));
        Assert.Equal(0, daemon.Terminate());
    }

    [Fact]
    public void Setup_NobodyPublishes_EndsWithTheReason()
    {
        using var broker = MosquittoBroker.Run();

        var (code, _, errors) = Run("", "--yes", "--broker", $"127.0.0.1:{broker.Port}", "--camera", "{type: scene}", "--start", "--wait", "1");

        Assert.Equal(1, code);
        Assert.Matches("No label in 1 s. The publisher does not come to the broker as '[a-z0-9_-]+'", errors);
    }

    public void Dispose() => _folder.Dispose();

    private string WriteSecret()
    {
        File.WriteAllText(_folder["password"], Secret + "\n");
        return _folder["password"];
    }

    private (int ExitCode, string Output, string Errors) Run(string answers, params string[] options) =>
        DaemonProcess.RunAnswering(answers, _environment, ["setup", "--config", _config, .. options]);

    private DaemonConfig Load() => ConfigLoader.Load(_config) is { Config: { } config } ? config : throw new InvalidOperationException(string.Join('\n', ConfigLoader.Load(_config).Errors));
}
