using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline.Capturing;

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
/// <param name="State">The source's state; of a frame, the last that was posted.</param>
internal readonly record struct ExchangeItem(int Camera, Frame? Frame, SourceState State);

/// <summary>Where capture threads leave frames and the one inference thread takes them: one place per camera, taken from in turn.</summary>
internal sealed class FrameExchange
{
    private readonly object _lock = new();
    private readonly FramePlace[] _places;
    private int _nextCamera;
    private bool _closed;
    private bool _woken;

    /// <summary>Makes one place per camera.</summary>
    /// <param name="lossless">Per camera: must every frame be taken?</param>
    public FrameExchange(ReadOnlySpan<bool> lossless)
    {
        _places = new FramePlace[lossless.Length];
        for (var i = 0; i < _places.Length; i++)
            _places[i] = new FramePlace(_lock, lossless[i]);
    }

    /// <summary>The place of one camera, for its thread.</summary>
    public FramePlace PlaceOf(int camera) => _places[camera];

    /// <summary>Takes the next item, cameras in turn; waits for one.</summary>
    /// <returns>False when nothing came within <paramref name="timeout"/> or the exchange is closed.</returns>
    public bool TryTake(TimeSpan timeout, out ExchangeItem item)
    {
        lock (_lock)
        {
            if (TakeReady(out item))
                return true;
            if (!_closed && !_woken)
                Monitor.Wait(_lock, timeout);
            _woken = false;
            return TakeReady(out item);
        }
    }

    /// <summary>Lets the one who takes return soon, also when there is nothing to take.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _woken = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets everybody go who waits; frames that were not taken are given back.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var place in _places)
                place.Close();
            Monitor.PulseAll(_lock);
        }
    }

    private bool TakeReady(out ExchangeItem item)
    {
        for (var i = 0; i < _places.Length && !_closed; i++)
        {
            var camera = (_nextCamera + i) % _places.Length;
            if (!_places[camera].TryTake(out var frame, out var state))
                continue;
            _nextCamera = (camera + 1) % _places.Length;
            item = new ExchangeItem(camera, frame, state);
            return true;
        }

        item = default;
        return false;
    }
}
