using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>What both programs cost while there is nothing to see: their camera is not there, and is looked for.</summary>
internal static class IdleBench
{
    // What a start costs is over by then.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>Measures.</summary>
    /// <param name="modelDirectory">Folder of the model bundle.</param>
    /// <param name="broker">The publisher's; null: one that does not answer.</param>
    /// <param name="duration">How long.</param>
    /// <exception cref="TimeoutException">One of the two ended by itself.</exception>
    public static IdleBenchOutput Run(string modelDirectory, BrokerAddress? broker, TimeSpan duration)
    {
        var work = Directory.CreateTempSubdirectory("edgedaemon-bench-");
        try
        {
            var bundle = ModelBundle.Open(modelDirectory);
            var camera = new V4l2SourceConfig { Device = "/dev/no-such-camera" };
            var config = BenchRig.ConfigFor(work.FullName, bundle.Manifest.Name, camera, isGated: true, broker ?? new BrokerAddress("127.0.0.1", 1));
            using var vision = BenchDaemon.StartVision(config, bundle);
            using var publisher = BenchDaemon.StartPublisher(config, bundle);
            Thread.Sleep(Settling);
            var (visionBefore, publisherBefore) = (vision.ProcessorTime, publisher.ProcessorTime);
            Thread.Sleep(duration);
            if (vision.HasExited || publisher.HasExited)
                throw new TimeoutException($"The {(vision.HasExited ? "vision process" : "publisher")} ended before {duration.TotalSeconds} s were over.");
            return new IdleBenchOutput(
                bundle.Manifest.Name, duration.TotalSeconds, Percent(vision.ProcessorTime - visionBefore), Percent(publisher.ProcessorTime - publisherBefore),
                vision.ResidentMib, publisher.ResidentMib);
        }
        finally
        {
            work.Delete(recursive: true);
        }

        double Percent(TimeSpan cpu) => Math.Round(100 * cpu / duration, 3);
    }
}
