namespace EdgeDaemon.Vision.Tracking;

/// <summary>How many frames it takes to believe a change.</summary>
public sealed record PresenceParameters
{
    /// <summary>A label starts, and its count rises, after this many frames in a row that say so, 1 or more.</summary>
    public int VisibleFrames
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(VisibleFrames));
            field = value;
        }
    }
    = 3;

    /// <summary>A label ends, and its count falls, after this many frames in a row that say so, 1 or more.</summary>
    public int HiddenFrames
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(HiddenFrames));
            field = value;
        }
    }
    = 5;
}
