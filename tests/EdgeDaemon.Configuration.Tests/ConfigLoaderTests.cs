using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests;

public class ConfigLoaderTests
{
    [Fact]
    public void Load_MinimalFile_FillsInEveryDefault()
    {
        var config = ConfigText.Good(ConfigText.Minimal);

        Assert.Equal("porch-pi", config.DeviceId);
        Assert.Equal("/usr/lib/edgedaemon/models", config.ModelsDirectory);
        Assert.Equal((1, "information"), (config.InferenceThreads, config.LogLevel));
        Assert.Equal(new JournalConfig(), config.Journal);
        Assert.Equal(("/var/lib/edgedaemon/journal", "/var/lib/edgedaemon-publish"), (config.Journal.Directory, config.Journal.CursorDirectory));
        Assert.Equal(("broker", 1883, "edgedaemon-porch-pi"), (config.Mqtt.Host, config.Mqtt.Port, config.Mqtt.ClientId));
        Assert.Equal((MqttProtocol.Auto, "edgedaemon", TimeSpan.FromSeconds(30), 20), (config.Mqtt.Protocol, config.Mqtt.Prefix, config.Mqtt.KeepAlive, config.Mqtt.Window));
        Assert.Null(config.Mqtt.Tls);
        var camera = Assert.Single(config.Cameras);
        Assert.Equal(("door", "detect3b", 5.0, 3, 5), (camera.Name, camera.Model, camera.Fps, camera.VisibleFrames, camera.HiddenFrames));
        Assert.Null(camera.Health);
        Assert.IsType<SceneSourceConfig>(camera.Source);
    }

    [Fact]
    public void Load_EverySettingGiven_TakesThemAll()
    {
        var config = ConfigText.Good("""
            device: {id: d1}
            models: {directory: models}
            inference: {threads: 4}
            log: {level: debug}
            journal: {directory: /j, cursor_directory: /c, hot_directory: /h, cursor_hot_directory: /ch, size_mib: 8, commit_interval: 500ms}
            mqtt:
              host: 2001:db8::1
              port: 1234
              protocol: 3.1.1
              client_id: c.1
              prefix: home/ed
              keep_alive: 2m
              window: 1
              username: no
              password_file: secret
              tls: {ca_file: ca, certificate_file: crt, key_file: key}
            cameras:
              - name: a
                source: {type: replay, path: ../pics, fps: 0.5, loop: false}
                model: m1
                fps: 2.5
                labels: [person, no]
                score_threshold: 0.25
                label_thresholds: {person: 0.6}
                visible_frames: 1
                hidden_frames: 1000
                health: {model: h, interval: 0.5, score_threshold: 1, agreeing_looks: 2}
              - name: b
                source: {type: scene, seed: -3, width: 64, height: 4096, fps: null, script: [{condition: dark, frames: 30}], loop: false}
                health: {}
            """);

        Assert.Equal(("d1", "/etc/models", 4, "debug"), (config.DeviceId, config.ModelsDirectory, config.InferenceThreads, config.LogLevel));
        Assert.Equal(
            new JournalConfig { Directory = "/j", CursorDirectory = "/c", HotDirectory = "/h", CursorHotDirectory = "/ch", SizeMiB = 8, CommitInterval = TimeSpan.FromMilliseconds(500) },
            config.Journal);
        Assert.Equal(
            new MqttConfig
            {
                Host = "2001:db8::1",
                Port = 1234,
                Protocol = MqttProtocol.V311,
                ClientId = "c.1",
                Prefix = "home/ed",
                KeepAlive = TimeSpan.FromMinutes(2),
                Window = 1,
                Username = "no",
                PasswordFile = "/etc/secret",
                Tls = new MqttTlsConfig { CaFile = "/etc/ca", CertificateFile = "/etc/crt", KeyFile = "/etc/key" },
            },
            config.Mqtt);
        var (a, b) = (config.Cameras[0], config.Cameras[1]);
        Assert.Equal(new ReplaySourceConfig { Path = "/pics", Fps = 0.5, Loop = false }, a.Source);
        Assert.Equal(("m1", 2.5, 0.25, 1, 1000), (a.Model, a.Fps, a.ScoreThreshold, a.VisibleFrames, a.HiddenFrames));
        Assert.Equal(["person", "no"], a.Labels);
        Assert.Equal(0.6, Assert.Single(a.LabelThresholds, e => e.Key == "person").Value);
        Assert.Equal(new CameraHealthConfig { Model = "h", Interval = TimeSpan.FromSeconds(0.5), ScoreThreshold = 1, AgreeingLooks = 2 }, a.Health);
        var scene = Assert.IsType<SceneSourceConfig>(b.Source);
        Assert.Equal((-3, 64, 4096, null, false), (scene.Seed, scene.Width, scene.Height, scene.Fps, scene.Loop));
        Assert.Equal([new SceneStep("dark", 30)], scene.Script);
        Assert.Equal(new CameraHealthConfig(), b.Health);
        Assert.Null(b.Model);
    }

    [Fact]
    public void Load_TlsWithoutPort_UsesItsPort()
    {
        Assert.Equal(8883, ConfigText.Good(ConfigText.Minimal.Replace("host: broker", "host: broker, tls: {}", StringComparison.Ordinal)).Mqtt.Port);
        Assert.Equal(1, ConfigText.Good(ConfigText.Minimal.Replace("host: broker", "host: broker, tls: {}, port: 1", StringComparison.Ordinal)).Mqtt.Port);
    }

    [Fact]
    public void Load_PathsInARealFolder_AreRelativeToTheFile()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["e.yaml"], ConfigText.Minimal + "models: {directory: ./m/../models}\n");

        var result = ConfigLoader.Load(folder["e.yaml"]);

        Assert.Equal(folder["models"], result.Config!.ModelsDirectory);
    }

    [Fact]
    public void Load_FilesThatAreNotThere_AreWarnings()
    {
        var result = ConfigText.Read("""
            mqtt:
              host: broker
              username: u
              password_file: /nowhere/pw
            cameras:
              - name: door
                source:
                  type: replay
                  path: /nowhere/pics
                model: m
            """);

        Assert.NotNull(result.Config);
        Assert.Equal(
            [
                "/etc/e.yaml:4: mqtt.password_file: '/nowhere/pw' does not exist, or not for this user. Check the path and its permissions.",
                "/etc/e.yaml:4: mqtt.password_file: the password goes over the network unencrypted. Add 'tls:', with 'ca_file:' for a broker with its own authority.",
                "/etc/e.yaml:9: cameras[0].source.path: '/nowhere/pics' does not exist, or not for this user. Check the path and its permissions.",
            ],
            result.Warnings.Select(w => w.ToString()));
    }
}
