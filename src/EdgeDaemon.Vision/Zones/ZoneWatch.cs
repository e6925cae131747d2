using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Zones;

/// <summary>Where one object is with respect to all zones of a camera. Allocates only when the number of zones changes.</summary>
internal sealed class ZoneWatch
{
    /// <summary>Most zones of a camera: bits of <see cref="Zones"/>.</summary>
    public const int MaxZones = 16;

    private ZoneMembership[] _memberships = [];

    /// <summary>Bit i: the object is in zone i.</summary>
    public ushort Zones { get; private set; }

    /// <summary>Forgets the object, to watch another one.</summary>
    public void Reset(int zoneCount)
    {
        if (_memberships.Length != zoneCount)
            _memberships = new ZoneMembership[zoneCount];
        Array.Clear(_memberships);
        Zones = 0;
    }

    /// <summary>Takes a place of the object in.</summary>
    /// <returns>Whether <see cref="Zones"/> changed.</returns>
    public bool Observe(ImmutableArray<Zone> zones, int label, FramePoint point, TimeSpan timestamp)
    {
        var before = Zones;
        for (var i = 0; i < _memberships.Length; i++)
        {
            if (zones[i].IsFor(label) && _memberships[i].Observe(zones[i], point, timestamp))
                Zones ^= (ushort)(1 << i);
        }

        return Zones != before;
    }
}
