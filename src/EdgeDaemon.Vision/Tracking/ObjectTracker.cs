using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// Follows objects from frame to frame: where each should be by now is compared with where objects are seen. First those that
/// are seen well are given to objects, all at once so that the sum fits best; then those that are seen badly, to objects that are
/// left (the second association of ByteTrack, Zhang et al. 2022). What is left of the former are new objects.
/// </summary>
internal sealed class ObjectTracker
{
    public const int MaxTracks = 64;
    public const int MaxObjects = 64;

    // Costs: 0 for the same box, 1 for boxes that just touch, more the farther apart.
    private const float AloneCost = 2.5f;
    private const float LeastIou = 0.1f;
    private const float LeastIouOfOtherLabel = 0.5f;
    private const float OtherLabelCost = 0.3f;
    private const float NewObjectCost = 0.2f;

    // How far, in sizes of the object, it may be from where it should be; farther with each frame in which it was not seen.
    // Where a new one should be is anybody's guess at first; later, one that was missed is more likely something else.
    private const float Reach = 0.6f;
    private const float ReachOfFirst = 0.9f;
    private const float ReachPerMiss = 0.08f;
    private const float MostReach = 1.2f;
    private const float LeastIouOfBad = 0.3f;
    private const float ReachOfHeir = 1.5f;

    // More than what non-maximum suppression lets through for one object, less than two people side by side.
    private const float LeastIouOfDouble = 0.4f;
    private const float MostSizeRatio = 2.2f;
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(2);

    private readonly Track[] _tracks = new Track[MaxTracks];
    private readonly Assignment _assignment = new(MaxTracks, MaxObjects);
    private readonly bool[] _isSeen = new bool[MaxTracks];
    private readonly bool[] _isTaken = new bool[MaxObjects];
    private readonly int[] _rows = new int[MaxTracks];
    private readonly int[] _columns = new int[MaxObjects];
    private readonly int[] _columnOf = new int[MaxTracks];
    private int _count;
    private int _lastNumber;
    private TimeSpan _last;

    public ObjectTracker()
    {
        for (var i = 0; i < MaxTracks; i++)
            _tracks[i] = new Track();
    }

    /// <summary>Objects that are followed, oldest first.</summary>
    public ReadOnlySpan<Track> Tracks => _tracks.AsSpan(0, _count);

    /// <summary>Takes a frame in.</summary>
    /// <param name="timestamp">The frame's.</param>
    /// <param name="objects">What it shows; only the first <see cref="MaxObjects"/> count.</param>
    /// <param name="parameters">What is believed.</param>
    public void Observe(TimeSpan timestamp, ReadOnlySpan<Detection> objects, TrackParameters parameters)
    {
        objects = objects[..Math.Min(objects.Length, MaxObjects)];
        var passed = timestamp - _last;
        passed = passed < TimeSpan.Zero ? TimeSpan.Zero : passed < LongestStep ? passed : LongestStep;
        _last = timestamp;
        foreach (var track in Tracks)
            track.Predict((float)passed.TotalSeconds);
        Array.Clear(_isSeen);
        Array.Clear(_isTaken);
        Pair(objects, parameters, timestamp, isWell: true);
        Pair(objects, parameters, timestamp, isWell: false);
        for (var i = 0; i < _count; i++)
        {
            if (!_isSeen[i])
                _tracks[i].Miss();
        }

        BeginNew(objects, parameters, timestamp);
    }

    /// <summary>
    /// Which object, lost of late, an object that has just appeared may be: one of its label and about its size, where the other should be
    /// by now, or close to where it was last, and lost before this one appeared. Null: none.
    /// </summary>
    public Track? LostOneFor(Track appeared)
    {
        var (best, least) = (default(Track), ReachOfHeir);
        foreach (var lost in Tracks)
        {
            if (!lost.IsStarted || lost.Missed == 0 || lost.Label != appeared.Label || !IsLikeSized(lost.Box, appeared.Box))
                continue;
            var distance = MathF.Min(Distance(lost.Predicted, appeared.Box), Distance(lost.Box, appeared.Box));
            if (distance < least && (lost.Missed >= appeared.Age || Overlap(lost.Predicted, appeared) || Overlap(lost.Box, appeared)))
                (best, least) = (lost, distance);
        }

        return best;
    }

    /// <summary>Is something that has just appeared an object that is followed already, seen twice?</summary>
    public bool IsDouble(Track appeared)
    {
        foreach (var known in Tracks)
        {
            if (known.IsStarted && known.Missed == 0 && known.Label == appeared.Label && Overlap(known.Box, appeared))
                return true;
        }

        return false;
    }

    /// <summary>Forgets an object.</summary>
    /// <param name="index">Its place among <see cref="Tracks"/>; those behind it move up.</param>
    public void Remove(int index)
    {
        var track = _tracks[index];
        _count--;
        Array.Copy(_tracks, index + 1, _tracks, index, _count - index);
        _tracks[_count] = track;
    }

    /// <summary>Forgets all objects; numbers go on.</summary>
    public void Clear() => _count = 0;

    private static bool IsIn(in Detection seen, TrackParameters parameters, bool isWell)
    {
        var rule = parameters.RuleOf(seen.LabelIndex);
        return isWell ? seen.Score >= rule.ScoreThreshold : seen.Score >= rule.KeepThreshold && seen.Score < rule.ScoreThreshold;
    }

    private static bool IsMasked(in BoundingBox box, TrackParameters parameters) =>
        parameters.Mask.Hides(new FramePoint((box.Left + box.Right) / 2, box.Bottom));

    private void Pair(ReadOnlySpan<Detection> objects, TrackParameters parameters, TimeSpan timestamp, bool isWell)
    {
        var (rows, columns) = (0, 0);
        for (var i = 0; i < _count; i++)
        {
            if (!_isSeen[i])
                _rows[rows++] = i;
        }

        for (var i = 0; i < objects.Length; i++)
        {
            if (!_isTaken[i] && IsIn(objects[i], parameters, isWell) && !IsMasked(objects[i].Box, parameters))
                _columns[columns++] = i;
        }

        if (rows == 0 || columns == 0)
            return;
        _assignment.Begin(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (CostOf(_tracks[_rows[row]], objects[_columns[column]], isWell) is var cost && cost < AloneCost)
                    _assignment.SetCost(row, column, cost);
            }
        }

        _assignment.Solve(AloneCost, _columnOf);
        for (var row = 0; row < rows; row++)
        {
            if (_columnOf[row] < 0)
                continue;
            var (track, seen) = (_rows[row], _columns[_columnOf[row]]);
            (_isSeen[track], _isTaken[seen]) = (true, true);
            _tracks[track].See(objects[seen], timestamp, parameters.StationaryAfter);
        }
    }

    private static float CostOf(Track track, in Detection seen, bool isWell)
    {
        var predicted = track.Predicted;
        var iou = BoundingBox.IntersectionOverUnion(predicted, seen.Box);
        var sameLabel = track.Label == seen.LabelIndex;
        var isNear = iou >= (!sameLabel ? LeastIouOfOtherLabel : isWell ? LeastIou : LeastIouOfBad);
        var distance = Distance(predicted, seen.Box);
        if (!isNear && !(sameLabel && isWell && distance <= ReachOf(track) && IsLikeSized(predicted, seen.Box)))
            return Assignment.Forbidden;
        return 1 - iou + (distance / 2) + (sameLabel ? 0 : OtherLabelCost) + (track.IsStarted ? 0 : NewObjectCost);
    }

    private static bool Overlap(in BoundingBox box, Track track) => BoundingBox.IntersectionOverUnion(box, track.Box) >= LeastIouOfDouble;

    private static float ReachOf(Track track)
    {
        if (track.IsStarted)
            return MathF.Min(Reach + (ReachPerMiss * track.Missed), MostReach);
        return track.Missed > 0 ? 0 : track.Hits == 1 ? ReachOfFirst : Reach;
    }

    /// <summary>From middle to middle, in sizes of the larger box.</summary>
    private static float Distance(in BoundingBox a, in BoundingBox b)
    {
        var width = MathF.Max(MathF.Max(a.Right - a.Left, b.Right - b.Left), 1e-4f);
        var height = MathF.Max(MathF.Max(a.Bottom - a.Top, b.Bottom - b.Top), 1e-4f);
        var (dx, dy) = ((a.Left + a.Right - b.Left - b.Right) / 2 / width, (a.Top + a.Bottom - b.Top - b.Bottom) / 2 / height);
        return MathF.Sqrt((dx * dx) + (dy * dy));
    }

    private static bool IsLikeSized(in BoundingBox a, in BoundingBox b)
    {
        var ratio = MathF.Sqrt(a.Area / MathF.Max(b.Area, 1e-9f));
        return ratio is > 1 / MostSizeRatio and < MostSizeRatio;
    }

    private void BeginNew(ReadOnlySpan<Detection> objects, TrackParameters parameters, TimeSpan timestamp)
    {
        for (var i = 0; i < objects.Length && _count < MaxTracks; i++)
        {
            ref readonly var seen = ref objects[i];
            if (!_isTaken[i] && IsIn(seen, parameters, isWell: true) && parameters.RuleOf(seen.LabelIndex).Fits(seen.Box)
                && !IsMasked(seen.Box, parameters))
                _tracks[_count++].Begin(++_lastNumber, seen, timestamp, parameters.Zones.Length);
        }
    }
}
