using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// Whether an object stays where it is. It does while its box covers that of the place where it came to rest; it moves again when
/// two looks in a row say so, because a detector's box jumps now and then.
/// </summary>
internal struct Stillness
{
    private const float SamePlaceIou = 0.65f;
    private const int MovedLooks = 2;

    private BoundingBox _place;
    private TimeSpan _since;
    private int _elsewhere;

    /// <summary>Has it stayed for long enough?</summary>
    public bool IsStill { get; private set; }

    public static Stillness Start(in BoundingBox box, TimeSpan timestamp) => new() { _place = box, _since = timestamp };

    public void Observe(in BoundingBox box, TimeSpan timestamp, TimeSpan stillAfter)
    {
        if (BoundingBox.IntersectionOverUnion(_place, box) >= SamePlaceIou)
        {
            _elsewhere = 0;
            IsStill = IsStill || timestamp - _since >= stillAfter;
        }
        else if (!IsStill || ++_elsewhere >= MovedLooks)
        {
            this = Start(box, timestamp);
        }
    }
}
