using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Recognition;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// Makes events out of objects: follows them over the frames, believes in one when it has been seen often and well enough, says
/// when something about it changes that somebody may want to know, and when it is gone. Fed with every decided frame of one
/// camera, by one thread; allocates nothing after its construction, but for a change of zones.
/// </summary>
public sealed class EventTracker(TrackParameters parameters)
{
    /// <summary>Most objects that are followed.</summary>
    public const int MaxTracks = ObjectTracker.MaxTracks;

    /// <summary>Most transitions that one frame can bring: the length of the caller's span.</summary>
    public const int MaxTransitions = MaxTracks;

    /// <summary>A better score is worth telling when it is better by this much.</summary>
    public const float TopScoreStep = 0.05f;

    // An object that was seen once or twice is forgotten soon.
    private const int PatienceWithNew = 2;
    private const int StillPatience = 2;

    // An object that is seen again and again and still not believed will not be believed by inferring every frame.
    private const int UnsettledFrames = 4;

    private readonly ObjectTracker _tracker = new();
    private TrackParameters _parameters = parameters;

    /// <summary>Objects that are followed, oldest first.</summary>
    internal ReadOnlySpan<Track> Tracks => _tracker.Tracks;

    /// <summary>May be replaced between two frames; objects are judged by the new ones from then on. Other zones begin anew.</summary>
    public TrackParameters Parameters
    {
        get => _parameters;
        set
        {
            var sameZones = _parameters.Zones.AsSpan().SequenceEqual(value.Zones.AsSpan());
            _parameters = value;
            for (var i = 0; i < _tracker.Tracks.Length && !sameZones; i++)
                _tracker.Tracks[i].ForgetZones(value.Zones.Length);
        }
    }

    /// <summary>
    /// Would another frame help to be sure of something? An object has appeared and is not believed yet, or was not seen.
    /// </summary>
    public bool IsUnsettled
    {
        get
        {
            foreach (var track in _tracker.Tracks)
            {
                if (track.IsDismissed)
                    continue;
                if (track.IsStarted ? track.Missed > 0 : track.Age < _parameters.VisibleFrames * UnsettledFrames)
                    return true;
            }

            return false;
        }
    }

    /// <summary>What was taught by example: objects get their sub-labels by it from their next look on. Null: nothing can be taught.</summary>
    public PrototypeSet? Taught { get; set; }

    /// <summary>Asked before an event starts: was such a thing dismissed here? Null: nothing was.</summary>
    public Func<TrackTransition, bool>? IsDismissed { get; set; }

    /// <summary>Objects of a label whose events run.</summary>
    public int CountOf(int labelIndex)
    {
        var count = 0;
        foreach (var track in _tracker.Tracks)
            count += track.IsStarted && track.Label == labelIndex ? 1 : 0;
        return count;
    }

    /// <summary>Objects whose events run, that are seen now and that have a feature vector.</summary>
    /// <param name="track">Number of one of them; 0 when there is none.</param>
    public int InView(out int track)
    {
        (var count, track) = (0, 0);
        foreach (var seen in _tracker.Tracks)
        {
            if (seen is { IsStarted: true, Missed: 0, Look: not null })
                (count, track) = (count + 1, seen.Number);
        }

        return count;
    }

    /// <summary>The mean of an object's last feature vectors; empty when it is not followed, or has none. Lent: valid until the next frame.</summary>
    public ReadOnlySpan<float> LookOf(int track)
    {
        foreach (var seen in _tracker.Tracks)
        {
            if (seen.Number == track)
                return seen.Look;
        }

        return [];
    }

    /// <summary>Takes one decided frame in.</summary>
    /// <param name="timestamp">The frame's.</param>
    /// <param name="objects">What it shows, best score first; only the first 64 count.</param>
    /// <param name="transitions">At least <see cref="MaxTransitions"/> long; filled from the front.</param>
    /// <returns>How many transitions were written.</returns>
    public int Observe(TimeSpan timestamp, ReadOnlySpan<Detection> objects, Span<TrackTransition> transitions)
    {
        TrackTransition.RequireRoom(transitions, MaxTransitions);
        _tracker.Observe(timestamp, objects, _parameters);
        var count = 0;
        for (var i = 0; i < _tracker.Tracks.Length; i++)
        {
            var track = _tracker.Tracks[i];
            if (Taught is not null && track.Missed == 0)
                track.Recognise(Taught);
            if ((track.IsStarted ? Follow(track, timestamp) : Judge(track, timestamp)) is { } change)
                transitions[count++] = change;
            if (IsGone(track) || track.IsMerged)
                _tracker.Remove(i--);
        }

        return count;
    }

    /// <summary>
    /// Takes in that a frame was not decided because nothing moves: every object is where it was. Only time passes, for objects
    /// that loiter or come to rest.
    /// </summary>
    /// <param name="timestamp">The frame's.</param>
    /// <param name="transitions">At least <see cref="MaxTransitions"/> long.</param>
    /// <returns>How many transitions were written.</returns>
    public int ObserveStill(TimeSpan timestamp, Span<TrackTransition> transitions)
    {
        TrackTransition.RequireRoom(transitions, MaxTransitions);
        var count = 0;
        foreach (var track in _tracker.Tracks)
        {
            if (!track.IsStarted || track.Missed > 0)
                continue;
            track.Rest(timestamp, _parameters.StationaryAfter);
            var isOtherZone = track.FollowZones(_parameters, timestamp);
            if (track.FollowRest() || isOtherZone)
                transitions[count++] = track.Transition(TrackChange.Updated, timestamp) with { HasOtherZones = isOtherZone };
        }

        return count;
    }

    /// <summary>
    /// Forgets everything, because the frames stopped or cannot be believed. Writes an <see cref="TrackChange.Interrupted"/> for each
    /// event that ran, so that it can be closed.
    /// </summary>
    /// <param name="timestamp">When the frames stopped, on the frames' clock.</param>
    /// <param name="transitions">At least <see cref="MaxTransitions"/> long.</param>
    /// <returns>How many events ran.</returns>
    public int Reset(TimeSpan timestamp, Span<TrackTransition> transitions)
    {
        TrackTransition.RequireRoom(transitions, MaxTransitions);
        var count = 0;
        foreach (var track in _tracker.Tracks)
        {
            if (track.IsStarted)
                transitions[count++] = track.Transition(TrackChange.Interrupted, timestamp);
        }

        _tracker.Clear();
        return count;
    }

    /// <summary>Ends an event because somebody says that it is none; the object is followed on and stays silent.</summary>
    /// <param name="trackNumber">The object.</param>
    /// <param name="timestamp">Now, on the frames' clock.</param>
    /// <returns>The end of its event, or null when no such event runs.</returns>
    public TrackTransition? Dismiss(int trackNumber, TimeSpan timestamp)
    {
        foreach (var track in _tracker.Tracks)
        {
            if (track.Number != trackNumber || !track.IsStarted)
                continue;
            var end = track.Transition(TrackChange.Ended, timestamp);
            track.Dismiss();
            return end;
        }

        return null;
    }

    /// <summary>Something that was dismissed no longer is: silent objects are judged again when they are seen next.</summary>
    public void Reconsider()
    {
        foreach (var track in _tracker.Tracks)
            track.IsDismissed = false;
    }

    /// <summary>Should an object that is not believed yet be?</summary>
    private TrackTransition? Judge(Track track, TimeSpan timestamp)
    {
        if (track.IsDismissed || track.Missed > 0)
            return null;
        track.FollowZones(_parameters, timestamp);
        var rule = _parameters.RuleOf(track.Label);
        if (track.Hits < _parameters.VisibleFrames || track.Hits * 2 < track.Age
            || track.MedianScore < rule.ScoreThreshold || !rule.Fits(track.Box) || _tracker.IsDouble(track))
            return null;
        if (_tracker.LostOneFor(track) is { } lost)
        {
            lost.GoOnAs(track);
            track.IsMerged = true;
            return null;
        }

        track.Start(timestamp);
        var start = track.Transition(TrackChange.Started, timestamp);
        if (IsDismissed is null || !IsDismissed(start))
            return start;
        track.Dismiss();
        return null;
    }

    private TrackTransition? Follow(Track track, TimeSpan timestamp)
    {
        if (track.Missed > 0)
            return IsGone(track) ? track.Transition(TrackChange.Ended, timestamp) : null;
        var isOtherZone = track.FollowZones(_parameters, timestamp);
        var isOtherSubLabel = track.FollowSubLabel();
        var isOtherRest = track.FollowRest();
        var isBetter = !track.IsStill && track.TopScore >= track.ToldTopScore + TopScoreStep;
        if (!isOtherZone && !isOtherSubLabel && !isOtherRest && !isBetter)
            return null;
        track.ToldTopScore = track.TopScore;
        return track.Transition(TrackChange.Updated, timestamp) with { HasOtherZones = isOtherZone };
    }

    private bool IsGone(Track track)
    {
        if (!track.IsStarted && !track.IsDismissed)
            return track.Missed > PatienceWithNew;
        return track.Missed >= _parameters.HiddenFrames * (track.IsStill ? StillPatience : 1);
    }
}
