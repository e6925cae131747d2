using EdgeDaemon.Inference.OnnxRuntime.Interop;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>Asks ONNX Runtime to end a run that takes too long. One run at a time; a run allocates nothing.</summary>
internal sealed class RunDeadline : IDisposable
{
    private readonly OrtRuntime _runtime;
    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private long _startedTicks;
    private bool _running;

    /// <summary>Makes the options that every run is started with.</summary>
    public RunDeadline(OrtRuntime runtime, TimeSpan timeout)
    {
        _runtime = runtime;
        Timeout = timeout;
        Options = runtime.CreateRunOptions();
        _timer = new Timer(deadline => ((RunDeadline)deadline!).Ring(), this, System.Threading.Timeout.Infinite, System.Threading.Timeout.Infinite);
    }

    /// <summary>To be handed to the run.</summary>
    public OrtRunOptionsHandle Options { get; }

    /// <summary>How long a run may take.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Was the current run, or the last one, asked to end?</summary>
    public bool HasPassed { get; private set; }

    /// <summary>A run begins.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (HasPassed)
                _runtime.SetTerminate(Options, terminate: false);
            (HasPassed, _running, _startedTicks) = (false, true, Environment.TickCount64);
        }

        _timer.Change((long)Timeout.TotalMilliseconds + 1, System.Threading.Timeout.Infinite);
    }

    /// <summary>The run is over.</summary>
    public void Stop()
    {
        lock (_gate)
            _running = false;
        _timer.Change(System.Threading.Timeout.Infinite, System.Threading.Timeout.Infinite);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _running = false;
            Options.Dispose();
        }
    }

    private void Ring()
    {
        lock (_gate)
        {
            if (!_running)
                return;
            // A ring that was under way when its run ended must not end the next one.
            var left = (long)Timeout.TotalMilliseconds - (Environment.TickCount64 - _startedTicks);
            if (left > 0)
            {
                _timer.Change(left + 1, System.Threading.Timeout.Infinite);
                return;
            }

            HasPassed = true;
            _runtime.SetTerminate(Options, terminate: true);
        }
    }
}
