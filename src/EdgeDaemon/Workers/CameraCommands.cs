using System.Collections.Immutable;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Control;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

/// <summary>Commands to the cameras: taken by a thread of their own, carried out by the inference thread between two frames.</summary>
internal sealed class CameraCommands : IDisposable
{
    private readonly ImmutableArray<CameraControls> _cameras;
    private readonly CommandExecutor _executor;
    private readonly CommandListener? _listener;

    private CameraCommands(ImmutableArray<CameraControls> cameras, CommandExecutor executor, CommandListener? listener) =>
        (_cameras, _executor, _listener) = (cameras, executor, listener);

    /// <summary>Applies what commands have set before the last restart, and begins to listen.</summary>
    /// <param name="pipelines">The cameras, by index.</param>
    /// <param name="names">Their names.</param>
    /// <param name="device">What they share.</param>
    /// <param name="logger">Where messages go.</param>
    public static CameraCommands Start(ImmutableArray<CameraPipeline> pipelines, ImmutableArray<CameraNames> names, Device device, ILogger logger)
    {
        var live = device.Live;
        ImmutableArray<CameraControls> cameras =
            [.. pipelines.Select((pipeline, i) => new CameraControls(pipeline, names[i].Labels, () => live.Current.Cameras[i]))];
        var executor = new CommandExecutor([.. cameras], device.Dismissals, device.Decisions!, device.Journal, device.Teacher);
        device.Dismissals?.AskPrivacyOf(camera => pipelines[camera].Privacy);
        executor.Restore(device.Time.GetElapsedTime(0));
        return new CameraCommands(cameras, executor, CommandListener.TryStart(live.Current.Commands, device.Frames.Wake, logger));
    }

    /// <summary>Carries out the command that waits, if any, and ends pauses whose time is up.</summary>
    /// <param name="now">Time on the frames' clock.</param>
    public void Run(TimeSpan now)
    {
        _executor.Tick(now);
        if (_listener?.TryTake(out var command) == true)
            command.Answer(_executor.Execute(command.Request, command.IsOperator, now));
    }

    /// <summary>The configuration was read again: the cameras take over its live keys, under what commands have set.</summary>
    public void Apply()
    {
        foreach (var camera in _cameras)
            camera.Apply();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener?.Dispose();
}
