using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Workers;

/// <summary>Reads the configuration again when that is asked for, and says what became of it.</summary>
/// <param name="live">The configuration as it is now.</param>
/// <param name="start">Where it came from, and who hears of it.</param>
internal sealed class ConfigReloader(LiveConfig live, VisionStart start)
{
    private int _isRequested;

    /// <summary>Asks for the configuration to be read again; thread-safe.</summary>
    public void Request() => Interlocked.Exchange(ref _isRequested, 1);

    /// <summary>Reads it, if that was asked for.</summary>
    /// <param name="status">What the process is about.</param>
    /// <returns>Whether live keys may have changed.</returns>
    public bool Run(CameraStatus status)
    {
        if (Interlocked.Exchange(ref _isRequested, 0) == 0)
            return false;
        start.Service.Reloading();
        FaultHook.Stage("reload");
        var isGood = ReadAgain();
        start.Service.Reloaded(status.Line);
        return isGood;
    }

    private bool ReadAgain()
    {
        var reload = live.TryReload(start.ConfigPath);
        foreach (var fault in reload.Errors)
            VisionLog.ReloadFault(start.Logger, fault.ToString());
        foreach (var change in reload.Change.Restart)
            VisionLog.NeedsRestart(start.Logger, change.ToString());
        foreach (var change in reload.Change.Live)
            VisionLog.Taken(start.Logger, change.ToString());
        if (reload.IsGood)
            start.LogLevel.Set(reload.Running.LogLevel);
        else
            VisionLog.ReloadRefused(start.Logger, start.ConfigPath);
        return reload.IsGood;
    }
}
