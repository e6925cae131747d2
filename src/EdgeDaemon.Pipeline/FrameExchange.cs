using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline;

/// <summary>Whether a camera's source delivers.</summary>
internal enum SourceState
{
    /// <summary>Not opened yet, or being opened again.</summary>
    Opening,

    /// <summary>Open and delivering.</summary>
    Delivering,

    /// <summary>It failed; another attempt follows.</summary>
    Failed,

    /// <summary>It came to its end and will not deliver again.</summary>
    Ended,

    /// <summary>It was closed because somebody wants privacy; it is opened again when they no longer do.</summary>
    Private,

    /// <summary>It was closed because a command has paused the camera; it is opened again when the camera is resumed.</summary>
    Paused,
}

/// <summary>What the inference thread takes from the exchange: a frame of a camera, or a change of its source.</summary>
/// <param name="Camera">Index of the camera.</param>
/// <param name="Frame">The frame, owned by the taker; null when the source changed its state.</param>
/// <param name="State">The source's state.</param>
internal readonly record struct ExchangeItem(int Camera, Frame? Frame, SourceState State);

/// <summary>
/// Where capture threads leave frames and the one inference thread takes them: one place per camera. The newest frame wins,
/// the one it replaces is dropped and counted; only a camera that is marked lossless makes its capture thread wait instead.
/// A change of state is never dropped, and is taken after the frames that were left before it.
/// </summary>
internal sealed class FrameExchange
{
    private readonly object _gate = new();
    private readonly Slot[] _slots;
    private int _nextCamera;
    private bool _closed;
    private bool _woken;

    /// <summary>Makes one place per camera.</summary>
    /// <param name="lossless">Per camera: must every frame be taken?</param>
    public FrameExchange(ReadOnlySpan<bool> lossless)
    {
        _slots = new Slot[lossless.Length];
        for (var i = 0; i < _slots.Length; i++)
            _slots[i] = new Slot { Lossless = lossless[i] };
    }

    /// <summary>Frames of <paramref name="camera"/> that were replaced before they were taken.</summary>
    public long Dropped(int camera)
    {
        lock (_gate)
            return _slots[camera].Dropped;
    }

    /// <summary>Leaves a frame; the exchange owns it from here on, whatever happens.</summary>
    public void Post(int camera, Frame frame)
    {
        lock (_gate)
        {
            var slot = _slots[camera];
            while (slot.Frame is not null && slot.Lossless && !_closed)
                Monitor.Wait(_gate);
            if (_closed)
            {
                frame.Dispose();
                return;
            }

            if (slot.Frame is not null)
            {
                slot.Frame.Dispose();
                slot.Dropped++;
            }

            slot.Frame = frame;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Says that the source of <paramref name="camera"/> changed. A frame that still waits is taken first, but not when the camera
    /// was closed on purpose: it is thrown away unseen.
    /// </summary>
    public void Post(int camera, SourceState state)
    {
        lock (_gate)
        {
            var slot = _slots[camera];
            if (slot.State == state)
                return;
            if (state is SourceState.Private or SourceState.Paused)
            {
                slot.Frame?.Dispose();
                slot.Frame = null;
            }

            slot.State = state;
            slot.StateChanged = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the next item, cameras in turn; waits for one.</summary>
    /// <returns>False when nothing came within <paramref name="timeout"/> or the exchange is closed.</returns>
    public bool TryTake(TimeSpan timeout, out ExchangeItem item)
    {
        lock (_gate)
        {
            if (TakeReady(out item))
                return true;
            if (!_closed && !_woken)
                Monitor.Wait(_gate, timeout);
            _woken = false;
            return TakeReady(out item);
        }
    }

    /// <summary>Lets the one who takes return soon, also when there is nothing to take.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets everybody go who waits; frames that were not taken are given back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var slot in _slots)
            {
                slot.Frame?.Dispose();
                slot.Frame = null;
            }

            Monitor.PulseAll(_gate);
        }
    }

    private bool TakeReady(out ExchangeItem item)
    {
        item = default;
        for (var i = 0; i < _slots.Length && !_closed; i++)
        {
            var camera = (_nextCamera + i) % _slots.Length;
            var slot = _slots[camera];
            // A source that begins to deliver says so before its first frame; one that fails or ends, after its last.
            if (slot.StateChanged && (slot.Frame is null || slot.State == SourceState.Delivering))
            {
                slot.StateChanged = false;
                item = new ExchangeItem(camera, null, slot.State);
            }
            else if (slot.Frame is not null)
            {
                item = new ExchangeItem(camera, slot.Frame, slot.State);
                slot.Frame = null;
                Monitor.PulseAll(_gate);
            }
            else
            {
                continue;
            }

            _nextCamera = (camera + 1) % _slots.Length;
            return true;
        }

        return false;
    }

    private sealed class Slot
    {
        public bool Lossless { get; init; }

        public Frame? Frame { get; set; }

        public SourceState State { get; set; } = SourceState.Opening;

        public bool StateChanged { get; set; }

        public long Dropped { get; set; }
    }
}
