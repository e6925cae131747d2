namespace EdgeDaemon.Capture.Pacing;

/// <summary>Makes a number that only grows, from 0, of a driver's 32-bit count, which starts anywhere and wraps around.</summary>
public struct SequenceCounter
{
    private long _count;
    private uint _last;
    private bool _isRunning;

    /// <summary>The number of the frame that the driver counts as <paramref name="sequence"/>.</summary>
    internal long Next(uint sequence)
    {
        if (_isRunning)
        {
            // Some drivers do not count, and some start again: each frame is one more at least.
            var gone = (int)(sequence - _last);
            _count += gone > 0 ? gone : 1;
        }

        (_isRunning, _last) = (true, sequence);
        return _count;
    }
}
