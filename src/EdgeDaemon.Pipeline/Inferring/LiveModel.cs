using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>
/// A camera's model whose place another version can take between two frames. The new one first looks at the same frames in the shadow of the old;
/// then it is used while the old one looks on, ready to take over again in the very frame in which the new one fails. What is compared is
/// counted in frames, so that a camera that delivers nothing decides nothing. Used by the inference thread; in steady state it costs nothing.
/// </summary>
/// <param name="model">Owned from here on.</param>
internal sealed class LiveModel(ILabelModel model) : ILabelModel
{
    /// <summary>Frames of one comparison: the new version is judged after each so many.</summary>
    public const int FramesPerVerdict = 50;

    /// <summary>Comparisons that it must pass, the first of them in the shadow.</summary>
    public const int Verdicts = 6;

    private const int SlownessFactor = 2;
    private const int SeenFactor = 3;
    private static readonly TimeSpan NoSlowness = TimeSpan.FromMilliseconds(5);

    private ILabelModel _used = model;
    private ILabelModel? _other;
    private (float[] Old, float[] New) _thresholds;
    private Tally _old;
    private Tally _new;
    private int _frames;
    private int _passed;

    /// <summary>Has the version that is tried passed, so that <see cref="Settle"/> may be called?</summary>
    public bool HasPassed => _passed == Verdicts;

    /// <summary>Is the version that is tried the one that is used?</summary>
    public bool IsSwitched { get; private set; }

    /// <summary>Why the version that was tried last was returned from; <see cref="ModelNote.None"/>: it was not.</summary>
    public ModelNote Verdict { get; private set; }

    /// <inheritdoc/>
    public ModelTask Task => _used.Task;

    /// <inheritdoc/>
    public ImmutableArray<string> Labels => _used.Labels;

    /// <inheritdoc/>
    public int MaxDetections { get; } = model.MaxDetections;

    /// <inheritdoc/>
    public ModelTimings Timings => _used.Timings;

    /// <inheritdoc/>
    public float[] ThresholdsOf(CameraConfig camera) => _used.ThresholdsOf(camera);

    /// <summary>Tries another version from the next frame on.</summary>
    /// <param name="candidate">Has the same labels, and at most as many detections; owned from here on.</param>
    /// <param name="camera">From which score what it sees counts.</param>
    public void Try(ILabelModel candidate, CameraConfig camera)
    {
        (_other, _thresholds) = (candidate, (_used.ThresholdsOf(camera), candidate.ThresholdsOf(camera)));
        (IsSwitched, Verdict, _passed) = (false, ModelNote.None, 0);
        BeginComparison();
    }

    /// <inheritdoc/>
    public ModelResult Process(Frame frame)
    {
        if (_other is null || HasPassed)
            return _used.Process(frame);
        var (old, candidate) = IsSwitched ? (_other, _used) : (_used, _other);
        var known = old.Process(frame);
        ModelResult tried;
        try
        {
            tried = candidate.Process(frame);
        }
        catch (InferenceException)
        {
            Return(ModelNote.Failed);
            return known;
        }

        _old.Add(known, _thresholds.Old, old.Timings.Total);
        _new.Add(tried, _thresholds.New, candidate.Timings.Total);
        if (++_frames < FramesPerVerdict)
            return IsSwitched ? tried : known;
        if (Judge() is not ModelNote.None and var note)
        {
            Return(note);
            return known;
        }

        var result = IsSwitched ? tried : known;
        Pass();
        return result;
    }

    /// <summary>Goes on with the old version, as the new one is not to be used; no effect when none is tried.</summary>
    public void Return(ModelNote why)
    {
        if (_other is null)
            return;
        var candidate = IsSwitched ? _used : _other;
        (_used, _other) = (IsSwitched ? _other : _used, null);
        (IsSwitched, Verdict, _passed) = (false, why, 0);
        candidate.Dispose();
    }

    /// <summary>Lets go of the old version, as all cameras go on with the new one.</summary>
    public void Settle()
    {
        _other?.Dispose();
        (_other, IsSwitched, _passed) = (null, false, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _used.Dispose();
        _other?.Dispose();
    }

    private ModelNote Judge() =>
        _new.Time > _old.Time * SlownessFactor + NoSlowness * _frames ? ModelNote.Slow
        // Half a thing per frame and more, so that a few things that one of the two misses are no reason.
        : Math.Abs(_new.Seen - _old.Seen) * 2 > _frames && (_new.Seen > _old.Seen * SeenFactor || _old.Seen > _new.Seen * SeenFactor) ? ModelNote.Disagrees
        : ModelNote.None;

    private void Pass()
    {
        _passed++;
        BeginComparison();
        if (!IsSwitched)
            (_used, _other, IsSwitched) = (_other!, _used, true);
    }

    private void BeginComparison() => (_old, _new, _frames) = (default, default, 0);

    private struct Tally
    {
        public TimeSpan Time { get; private set; }

        public int Seen { get; private set; }

        public void Add(ModelResult result, float[] thresholds, TimeSpan time)
        {
            Time += time;
            foreach (ref readonly var detection in result.Detections)
                Seen += detection.Score >= thresholds[detection.LabelIndex] ? 1 : 0;
            foreach (ref readonly var best in result.Classifications)
                Seen += best.Score >= thresholds[best.LabelIndex] ? 1 : 0;
            foreach (ref readonly var segment in result.Segments)
                Seen += segment.Area >= thresholds[segment.LabelIndex] ? 1 : 0;
        }
    }
}
