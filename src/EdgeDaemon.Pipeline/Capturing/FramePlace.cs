using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>
/// One camera's place in the <see cref="FrameExchange"/>, where its thread leaves frames and changes of its source. The newest frame wins, the
/// one it replaces is dropped and counted; only a lossless place makes its thread wait instead. Every change of state is taken, in order,
/// however long nobody takes: after the frame that was left before it, and before the one that was left after it.
/// </summary>
/// <param name="exchange">Lock of all places, pulsed at each change.</param>
/// <param name="isLossless">Must every frame be taken?</param>
internal sealed class FramePlace(object exchange, bool isLossless)
{
    private readonly Queue<SourceState> _states = new(capacity: 16);
    private SourceState _lastState = SourceState.Opening;
    private Frame? _frame;
    // States that are taken before the frame that waits.
    private int _statesBeforeFrame;
    private long _dropped;
    private bool _isClosed;

    /// <summary>Frames that were replaced before they were taken.</summary>
    public long Dropped
    {
        get
        {
            lock (exchange)
                return _dropped;
        }
    }

    /// <summary>Leaves a frame, which is the exchange's from here on, whatever happens.</summary>
    public void Post(Frame frame)
    {
        lock (exchange)
        {
            while (_frame is not null && isLossless && !_isClosed)
                Monitor.Wait(exchange);
            if (_isClosed)
            {
                frame.Dispose();
                return;
            }

            _dropped += _frame is null ? 0 : 1;
            Replace(frame);
            Monitor.PulseAll(exchange);
        }
    }

    /// <summary>
    /// Says that the source changed. A frame that still waits is taken first, but not when the camera was closed on purpose: it is thrown
    /// away unseen.
    /// </summary>
    public void Post(SourceState state)
    {
        lock (exchange)
        {
            if (_lastState == state)
                return;
            if (state is SourceState.Private or SourceState.Paused)
                Replace(null);
            _states.Enqueue(_lastState = state);
            Monitor.PulseAll(exchange);
        }
    }

    /// <summary>Takes what comes next, a frame or a change of state. Called by the exchange, under its lock.</summary>
    internal bool TryTake(out Frame? frame, out SourceState state)
    {
        (frame, state) = (null, _lastState);
        if (_frame is null || _statesBeforeFrame > 0)
        {
            _statesBeforeFrame--;
            return _states.TryDequeue(out state);
        }

        (frame, _frame) = (_frame, null);
        Monitor.PulseAll(exchange);
        return true;
    }

    /// <summary>Gives the frame back that was not taken, and every one that still comes. Called by the exchange, under its lock.</summary>
    internal void Close()
    {
        _isClosed = true;
        Replace(null);
    }

    private void Replace(Frame? frame)
    {
        _frame?.Dispose();
        (_frame, _statesBeforeFrame) = (frame, _states.Count);
    }
}
