using EdgeDaemon.Capture.Gpio;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline.Gpio;

/// <summary>
/// Follows an input on a thread of its own and tells each change, beginning with the present value. An input that cannot be read
/// counts as what is safe, and is tried again for ever.
/// </summary>
internal sealed partial class InputWatch : IDisposable
{
    // Edges wake it at once; this is for a chip that has lost one.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly Func<IGpioLine> _open;
    private readonly bool _safeValue;
    private readonly Action<bool> _changed;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private IGpioLine? _line;
    private bool? _value;
    private string? _failure;

    /// <param name="name">What it is for, for messages.</param>
    /// <param name="open">Takes the line.</param>
    /// <param name="safeValue">What it counts as while it cannot be read.</param>
    /// <param name="changed">Told on the thread of this watch.</param>
    /// <param name="logger">Where messages go.</param>
    public InputWatch(string name, Func<IGpioLine> open, bool safeValue, Action<bool> changed, ILogger logger)
    {
        (_name, _open, _safeValue, _changed, _logger) = (name, open, safeValue, changed, logger);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Begins to watch.</summary>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        lock (_lock)
            _line?.Wake();
        if (_thread.IsAlive)
            _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsSet)
        {
            try
            {
                using var line = _open();
                Follow(line);
            }
            catch (GpioException e)
            {
                if (_failure != e.Message)
                    LogFailed(_name, e.Message, _safeValue ? "on" : "off");
                _failure = e.Message;
                Tell(_safeValue);
                _stop.Wait(TryAgain);
            }
        }
    }

    private void Follow(IGpioLine line)
    {
        lock (_lock)
            _line = line;
        try
        {
            LogWatching(_name, line.Description);
            _failure = null;
            while (!_stop.IsSet)
            {
                Tell(line.Value);
                line.WaitForChange(LookAgain);
            }
        }
        finally
        {
            lock (_lock)
                _line = null;
        }
    }

    private void Tell(bool value)
    {
        if (_value == value)
            return;
        _value = value;
        LogChanged(_name, value ? "on" : "off");
        _changed(value);
    }

    [LoggerMessage(1401, LogLevel.Information, "{name}: watching {line}.")]
    private partial void LogWatching(string name, string line);

    [LoggerMessage(1402, LogLevel.Information, "{name}: {value}.")]
    private partial void LogChanged(string name, string value);

    [LoggerMessage(1403, LogLevel.Error, "{name}: {reason} Until it can be read it counts as {value}.")]
    private partial void LogFailed(string name, string reason, string value);
}
