using System.Diagnostics;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>The real publisher, tailing the journal of a bench. It reads the same configuration, written to a file.</summary>
internal sealed class BenchPublisher : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _publisher;

    private BenchPublisher(ChildProcess publisher) => _publisher = publisher;

    /// <summary>Starts it.</summary>
    public static BenchPublisher Start(BrokerAddress broker, ModelBundle bundle, DaemonConfig config, string work)
    {
        var camera = config.Cameras[0];
        Directory.CreateDirectory(config.ModelsDirectory);
        Directory.CreateSymbolicLink(Path.Combine(config.ModelsDirectory, camera.Model!), bundle.Directory);
        var path = Path.Combine(work, "edgedaemon.yaml");
        File.WriteAllText(path, $"""
            device: {JsonText(("id", config.DeviceId))}
            models: {JsonText(("directory", config.ModelsDirectory))}
            log: {JsonText(("level", "warning"))}
            journal: {JsonText(("directory", config.Journal.Directory), ("cursor_directory", config.Journal.CursorDirectory))}
            mqtt: {JsonText(("host", broker.Host), ("port", broker.Port))}
            cameras:
              - name: {camera.Name}
                model: {camera.Model}
                source: {JsonText(("type", "replay"), ("path", ((ReplaySourceConfig)camera.Source).Path))}

            """);
        return new BenchPublisher(ChildProcess.Start(
            "publisher", PublisherExecutable.Require(), ["--config", path, "--supervised"], NullLogger.Instance));
    }

    /// <summary>Waits until the broker has acknowledged everything that is in the journal.</summary>
    public static BenchBroker WaitUntilAcknowledged(JournalWriter journal)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            var status = journal.Status;
            if (status.AcknowledgedId >= status.LastId)
                return new BenchBroker(true, Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3));
            // The cursor is a file of another process; nobody tells when it moves.
            Thread.Sleep(5);
        }

        return new BenchBroker(false, Math.Round(Patience.TotalSeconds, 3));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _publisher.StopAsync().GetAwaiter().GetResult();
        _publisher.Dispose();
    }

    /// <summary>A section in YAML's flow style, which is JSON: any path is quoted rightly.</summary>
    private static string JsonText(params (string Key, object Value)[] entries) => "{" + string.Join(", ", entries.Select(entry =>
        $"{entry.Key}: {(entry.Value is string text ? "\"" + System.Text.Json.JsonEncodedText.Encode(text) + "\"" : entry.Value)}")) + "}";
}
