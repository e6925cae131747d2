using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline;

/// <summary>Which number the event of each tracked object has in the journal. Allocates when it is made.</summary>
internal sealed class RunningEvents
{
    private readonly (int Track, uint Event)[] _running = new (int, uint)[EventTracker.MaxTracks];
    private int _count;

    /// <summary>The event of <paramref name="track"/> begins.</summary>
    public void Add(int track, uint number) => _running[_count++] = (track, number);

    /// <summary>The number of a running event.</summary>
    public uint Of(int track) => _running[PlaceOf(track)].Event;

    /// <summary>The event of <paramref name="track"/> is over.</summary>
    /// <returns>Its number.</returns>
    public uint Remove(int track)
    {
        var place = PlaceOf(track);
        var number = _running[place].Event;
        _running[place] = _running[--_count];
        return number;
    }

    private int PlaceOf(int track)
    {
        var place = 0;
        while (place < _count && _running[place].Track != track)
            place++;
        return place < _count ? place : throw new InvalidOperationException($"Object {track} has no running event.");
    }
}
