using EdgeDaemon.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

/// <summary>The worker of <c>edgedaemon run</c>: all processes of a device under one roof.</summary>
internal sealed class SupervisorWorker(ConfigSource source, ILoggerFactory logging, IHostApplicationLifetime lifetime) : Worker("run", lifetime)
{
    private Supervisor? _supervisor;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        var networkCameras = source.Config.Cameras.Where(c => c.Source is NetworkSourceConfig).Select(c => c.Name).ToList();
        _supervisor = new Supervisor(source.Path, networkCameras, logging.CreateLogger("run"));
    }

    /// <inheritdoc/>
    protected override int Run(CancellationToken stop) => _supervisor!.RunAsync(stop).GetAwaiter().GetResult();
}
