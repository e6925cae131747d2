using EdgeDaemon.Capture.Gpio;

namespace EdgeDaemon.Pipeline.Gpio;

/// <summary>
/// The light that is lit exactly while a camera is open. Where it cannot be lit, no camera may stay open: a watched room must
/// show it. Thread-safe.
/// </summary>
/// <param name="open">Takes the line; null: there is no light on this device.</param>
internal sealed class ActivityLight(Func<IGpioLine>? open) : IDisposable
{
    private readonly Lock _lock = new();
    private IGpioLine? _line;
    private int _openCameras;

    /// <summary>A camera has been opened.</summary>
    /// <exception cref="GpioException">The light cannot be lit: close the camera. It does not count as open.</exception>
    public void CameraOpened()
    {
        lock (_lock)
        {
            if (_openCameras == 0)
                Set(true);
            _openCameras++;
        }
    }

    /// <summary>A camera that was opened has been closed.</summary>
    public void CameraClosed()
    {
        lock (_lock)
        {
            if (--_openCameras > 0)
                return;
            try
            {
                Set(false);
            }
            catch (GpioException)
            {
                // A chip that is gone lights nothing; the next camera that is opened meets the same fault, and says so.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _line?.Dispose();
            _line = null;
        }
    }

    private void Set(bool lit)
    {
        if (open is null)
            return;
        try
        {
            _line ??= open();
            _line.Value = lit;
        }
        catch (GpioException)
        {
            // Taken anew next time: it may have been plugged in again.
            _line?.Dispose();
            _line = null;
            throw;
        }
    }
}
