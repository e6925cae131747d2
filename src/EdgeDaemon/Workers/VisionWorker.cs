using System.Runtime.InteropServices;
using EdgeDaemon.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

/// <summary>The worker of <c>edgedaemon vision</c>: ready once the models are loaded and the journal is open; SIGHUP reloads the configuration.</summary>
internal sealed class VisionWorker(
    Func<VisionStart, VisionLoop> compose, ConfigSource source, LogLevelSwitch level, ServiceManager service, ILoggerFactory logging, TimeProvider time,
    IHostApplicationLifetime lifetime)
    : Worker("vision", lifetime)
{
    private VisionLoop? _loop;

    /// <inheritdoc/>
    protected override void Prepare() =>
        _loop = compose(new VisionStart(source.Config, source.Path, level, logging.CreateLogger("vision"), service, time));

    /// <inheritdoc/>
    protected override void Close() => _loop?.Dispose();

    /// <inheritdoc/>
    protected override int Run(CancellationToken stop)
    {
        using var reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _loop!.RequestReload();
        });
        _loop!.Run(stop);
        return ExitCodes.Ok;
    }
}

/// <summary>The configuration as it was read at the start, and from where.</summary>
/// <param name="Config">What it said.</param>
/// <param name="Path">The file.</param>
internal sealed record ConfigSource(DaemonConfig Config, string Path);
