using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Recognition;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>One object over its frames. A place for one is used again and again, for one object after the other.</summary>
internal sealed class Track
{
    // Below this share of votes a second model contradicts itself too much to be quoted.
    private const float SubLabelShare = 0.6f;

    // Of how many looks the feature vector is the mean: one look sees the light and the ground, several see the thing.
    private const int LooksOfMean = 8;

    private readonly ZoneWatch _zones = new();
    private float[] _look = [];
    private int _looks;
    private bool _isJudged;
    private int _taught;
    private BoxFilter _filter;
    private LabelVotes _labels;
    private LabelVotes _subLabels;
    private ScoreWindow _scores;
    private Stillness _stillness;
    private int _eventLabel;
    private float _subScore;
    private bool _toldStill;

    public int Number { get; private set; }

    /// <summary>Frames in which it was seen.</summary>
    public int Hits { get; private set; }

    /// <summary>Frames since it appeared.</summary>
    public int Age { get; private set; }

    /// <summary>Frames in a row in which it was not seen.</summary>
    public int Missed { get; private set; }

    /// <summary>Has its event started?</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Was it dismissed, so that it is followed but never an event?</summary>
    public bool IsDismissed { get; set; }

    /// <summary>Was it found to be another one, which goes on in its place?</summary>
    public bool IsMerged { get; set; }

    public bool IsStill => _stillness.IsStill;

    /// <summary>Where it is, seen or not.</summary>
    public BoundingBox Predicted => _filter.Box;

    /// <summary>Where it was seen last.</summary>
    public BoundingBox Box { get; private set; }

    /// <summary>The mean of its last feature vectors, not scaled; null when no model made one.</summary>
    public float[]? Look => _looks > 0 ? _look : null;

    public float Score { get; private set; }

    public float TopScore { get; private set; }

    public float MedianScore => _scores.Median;

    public ushort Zones => _zones.Zones;

    /// <summary>What it is by most votes; fixed once its event has started.</summary>
    public int Label => IsStarted ? _eventLabel : _labels.Winner;

    /// <summary>What was last told of it as a sub-label.</summary>
    public int SubLabel { get; private set; }

    /// <summary>Best score that was told.</summary>
    public float ToldTopScore { get; set; }

    public TimeSpan StartedAt { get; private set; }

    /// <summary>Becomes another object.</summary>
    public void Begin(int number, in Detection seen, TimeSpan timestamp, int zoneCount)
    {
        (Number, Age, Hits, Missed) = (number, 0, 0, 0);
        (IsStarted, IsDismissed, IsMerged, StartedAt) = (false, false, false, default);
        (TopScore, ToldTopScore, SubLabel, _subScore, _toldStill) = (0, 0, LabelVotes.None, 0, false);
        (_labels, _subLabels, _scores) = (default, default, default);
        (_looks, _isJudged, _taught) = (0, false, LabelVotes.None);
        _filter = BoxFilter.Start(seen.Box);
        _stillness = Stillness.Start(seen.Box, timestamp);
        _zones.Reset(zoneCount);
        Remember(seen);
    }

    public void Predict(float seconds)
    {
        _filter.Predict(seconds);
        Age++;
    }

    public void See(in Detection seen, TimeSpan timestamp, TimeSpan stationaryAfter)
    {
        _filter.Update(seen.Box);
        _stillness.Observe(_filter.Box, timestamp, stationaryAfter);
        Remember(seen);
    }

    public void Miss()
    {
        Missed++;
        _filter.HoldSize();
    }

    public void Start(TimeSpan timestamp)
    {
        _eventLabel = _labels.Winner;
        (IsStarted, StartedAt, ToldTopScore) = (true, timestamp, TopScore);
        FollowSubLabel();
        FollowRest();
    }

    /// <summary>Goes on as what turned out to be the same object.</summary>
    public void GoOnAs(Track other)
    {
        (_filter, _stillness) = (other._filter, other._stillness);
        (Box, Score, TopScore, Missed) = (other.Box, other.Score, MathF.Max(TopScore, other.TopScore), 0);
        Hits += other.Hits;
    }

    /// <summary>Ends its event; it is followed on, as one that was dismissed.</summary>
    public void Dismiss() => (IsStarted, IsDismissed) = (false, true);

    /// <summary>It came to rest, or moves again.</summary>
    /// <returns>Whether that is something else than before.</returns>
    public bool FollowRest()
    {
        var changed = IsStill != _toldStill;
        _toldStill = IsStill;
        return changed;
    }

    /// <summary>Time passes while it stands where it was seen last.</summary>
    /// <returns>Whether its zones changed.</returns>
    public bool FollowZones(TrackParameters parameters, TimeSpan timestamp) =>
        _zones.Observe(parameters.Zones, Label, new FramePoint((Box.Left + Box.Right) / 2, Box.Bottom), timestamp);

    public void Rest(TimeSpan timestamp, TimeSpan stationaryAfter) => _stillness.Observe(_filter.Box, timestamp, stationaryAfter);

    /// <summary>Forgets in which zones it is, because there are others now.</summary>
    public void ForgetZones(int zoneCount) => _zones.Reset(zoneCount);

    /// <summary>Takes over what it was recognised as, or what most of the second model's votes say.</summary>
    /// <returns>Whether that is something else than before.</returns>
    public bool FollowSubLabel()
    {
        var winner = _isJudged ? _taught : _subLabels.WinnerShare >= SubLabelShare ? _subLabels.Winner : SubLabel;
        var changed = winner != SubLabel;
        SubLabel = winner;
        return changed;
    }

    /// <summary>Which of the things that were taught it is, by the mean of what was seen of it; nothing where no model looks at it.</summary>
    public void Recognise(PrototypeSet taught)
    {
        if (Look is null)
            return;
        var seen = taught.Nearest(Look, _taught);
        (_isJudged, _taught) = (true, seen.Index);
        if (seen.IsKnown)
            _subScore = seen.Score;
    }

    public TrackTransition Transition(TrackChange change, TimeSpan timestamp) =>
        new(change, Number, Label, Score, TopScore, StartedAt, timestamp)
        {
            Box = Box,
            SubLabel = SubLabel == LabelVotes.None ? default : new SubLabel(SubLabel, _subScore),
            Zones = Zones,
            IsStationary = IsStill,
            Embedding = Look,
        };

    private void Remember(in Detection seen)
    {
        (Box, Score, Missed) = (seen.Box, seen.Score, 0);
        Hits++;
        TopScore = MathF.Max(TopScore, seen.Score);
        _labels.Add(seen.LabelIndex, seen.Score);
        _scores.Add(seen.Score);
        if (seen.SubLabel.IsKnown)
            Hear(seen.SubLabel.Index, seen.SubLabel.Score);
        if (seen.Embedding is { } vector)
            Average(vector);
    }

    private void Average(float[] vector)
    {
        if (_look.Length != vector.Length)
            (_look, _looks) = (new float[vector.Length], 0);
        var share = 1f / Math.Min(++_looks, LooksOfMean);
        for (var i = 0; i < vector.Length; i++)
            _look[i] = _looks == 1 ? vector[i] : _look[i] + ((vector[i] - _look[i]) * share);
    }

    private void Hear(int subLabel, float score)
    {
        _subLabels.Add(subLabel, score);
        if (_subLabels.Winner == subLabel)
            _subScore = score;
    }
}
