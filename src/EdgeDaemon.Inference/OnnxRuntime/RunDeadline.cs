using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>Asks ONNX Runtime to end a run that takes too long. One run at a time; a run allocates nothing and wakes nobody.</summary>
/// <remarks>
/// The watch is a thread of its own: a timer's callback needs a thread of the pool, and a pool that is busy is just what a
/// deadline must not wait for. It looks once per timeout, and so always before the deadline of a run that began since; from
/// there it sleeps exactly as long as that run has left.
/// </remarks>
internal sealed class RunDeadline : IDisposable
{
    private const int StackBytes = 128 * 1024;

    private readonly object _gate = new();
    private readonly Thread _watch;
    private long _startedAt;
    private bool _running;
    private bool _disposed;

    /// <summary>Makes the options that every run is started with.</summary>
    public RunDeadline(TimeSpan timeout)
    {
        Timeout = timeout;
        _watch = new Thread(Watch, StackBytes) { IsBackground = true, Name = "model deadline" };
        _watch.Start();
    }

    /// <summary>To be handed to the run.</summary>
    public RunOptions Options { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

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
                Options.Terminate = false;
            (HasPassed, _running, _startedAt) = (false, true, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>The run is over.</summary>
    public void Stop()
    {
        lock (_gate)
            _running = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.Pulse(_gate);
        }

        _watch.Join();
        Options.Dispose();
    }

    private void Watch()
    {
        lock (_gate)
        {
            while (!_disposed)
                Monitor.Wait(_gate, Look());
        }
    }

    /// <summary>Ends a run that is past its deadline; returns when to look again. The gate is held.</summary>
    private TimeSpan Look()
    {
        if (!_running || HasPassed)
            return Timeout;
        var left = Timeout - Stopwatch.GetElapsedTime(_startedAt);
        if (left > TimeSpan.Zero)
            return left + TimeSpan.FromMilliseconds(1); // waiting rounds down
        HasPassed = true;
        Options.Terminate = true;
        return Timeout;
    }
}
