using EdgeDaemon.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

/// <summary>The worker of <c>edgedaemon ingest CAMERA</c>: ready once it listens for the vision process.</summary>
internal sealed class IngestWorker(NetworkCameraSource camera, ILoggerFactory logging, TimeProvider time, IHostApplicationLifetime lifetime)
    : Worker("ingest", lifetime)
{
    private IngestDaemon? _daemon;

    /// <inheritdoc/>
    protected override void Prepare() => _daemon = IngestDaemon.Create(camera.Name, camera.Config, logging.CreateLogger("ingest"), time);

    /// <inheritdoc/>
    protected override void Close() => _daemon?.Dispose();

    /// <inheritdoc/>
    protected override int Run(CancellationToken stop)
    {
        _daemon!.Run(stop);
        return ExitCodes.Ok;
    }
}

/// <summary>A network camera of the configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Config">Where it is.</param>
internal sealed record NetworkCameraSource(string Name, NetworkSourceConfig Config);
