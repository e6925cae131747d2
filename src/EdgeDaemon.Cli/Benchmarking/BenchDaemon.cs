using System.Diagnostics;
using System.Text.Json;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>One of the two real programs beside a bench. It reads the bench's configuration, written to a file.</summary>
internal sealed class BenchDaemon : IDisposable
{
    private readonly Process _process;

    private BenchDaemon(string program, params string[] arguments) =>
        _process = Process.Start(new ProcessStartInfo(program, [.. arguments, "--supervised"]) { RedirectStandardInput = true })!;

    /// <summary>Starts the publisher, tailing the journal.</summary>
    public static BenchDaemon StartPublisher(DaemonConfig config, ModelBundle bundle) =>
        new(PublisherExecutable.Require(), "--config", WriteConfig(config, bundle));

    /// <summary>Starts the vision process.</summary>
    public static BenchDaemon StartVision(DaemonConfig config, ModelBundle bundle) =>
        new(Environment.ProcessPath!, "vision", "--config", WriteConfig(config, bundle));

    /// <summary>User and kernel, so far.</summary>
    public TimeSpan ProcessorTime => Refreshed.TotalProcessorTime;

    /// <summary>Resident memory, MiB.</summary>
    public double ResidentMib => Math.Round(Refreshed.WorkingSet64 / 1048576.0, 1);

    /// <summary>Did it end by itself?</summary>
    public bool HasExited => _process.HasExited;

    private Process Refreshed
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    /// <summary>Closes its standard input, at which it stops.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }

    private static string WriteConfig(DaemonConfig config, ModelBundle bundle)
    {
        var camera = config.Cameras[0];
        Directory.CreateDirectory(config.ModelsDirectory);
        var model = Path.Combine(config.ModelsDirectory, camera.Model!);
        if (!Directory.Exists(model))
            Directory.CreateSymbolicLink(model, bundle.Directory);
        var path = Path.Combine(Path.GetDirectoryName(config.ModelsDirectory)!, "edgedaemon.yaml");
        var source = camera.Source is ReplaySourceConfig replay
            ? JsonText(("type", "replay"), ("path", replay.Path))
            : JsonText(("type", "v4l2"), ("device", ((V4l2SourceConfig)camera.Source).Device));
        File.WriteAllText(path, $"""
            device: {JsonText(("id", config.DeviceId))}
            models: {JsonText(("directory", config.ModelsDirectory))}
            log: {JsonText(("level", "error"))}
            journal: {JsonText(("directory", config.Journal.Directory), ("cursor_directory", config.Journal.CursorDirectory))}
            mqtt: {JsonText(("host", config.Mqtt.Host), ("port", config.Mqtt.Port))}
            cameras:
              - name: {camera.Name}
                model: {camera.Model}
                source: {source}

            """);
        return path;
    }

    /// <summary>A section in YAML's flow style, which is JSON: any path is quoted rightly.</summary>
    private static string JsonText(params (string Key, object Value)[] entries) => "{" + string.Join(", ", entries.Select(entry =>
        $"{entry.Key}: {(entry.Value is string text ? "\"" + JsonEncodedText.Encode(text) + "\"" : entry.Value)}")) + "}";
}
