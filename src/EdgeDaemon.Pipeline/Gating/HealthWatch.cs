using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Health;

namespace EdgeDaemon.Pipeline.Gating;

/// <summary>
/// Watches what a camera can see, now and then: does the picture stand still, is it black, white or bare beyond doubt, what does a
/// classification model say, and, when all is well, does the camera still look where it looked before.
/// </summary>
internal sealed class HealthWatch : IDisposable
{
    /// <summary>Looks with the same picture that make it frozen: two seconds or more at the default interval.</summary>
    private const int FrozenLooks = 3;

    private readonly ModelRunner _model;
    private readonly ImmutableArray<CameraHealth> _healthOfLabel;
    private readonly HealthDebouncer _debouncer;
    private readonly FrozenDetector _frozen = new(FrozenLooks);
    private readonly MovedDetector _moved = new();
    private readonly LumaPlane _luma = new();
    private CameraHealthConfig _config;
    private TimeSpan? _movedSince;
    private TimeSpan? _nextLook;

    /// <summary>Owns <paramref name="model"/> from here on.</summary>
    /// <exception cref="InferenceException">A label of the model is not a health state.</exception>
    public HealthWatch(CameraHealthConfig config, ModelRunner model)
    {
        _model = model;
        _healthOfLabel = [.. model.Bundle.Labels.Slugs.Select(label => HealthOf(label, model.Bundle.Manifest.Name))];
        _debouncer = new HealthDebouncer((int)CameraHealth.Ok, ParametersOf(config));
        _config = config;
    }

    /// <summary>What the camera can see, as far as is known.</summary>
    public CameraHealth Health => (CameraHealth)(_debouncer.State ?? (int)CameraHealth.Unknown);

    /// <summary>How sure the last look was, 0..1.</summary>
    public float Score { get; private set; }

    /// <summary>Frames that the model looked at.</summary>
    public long Looks { get; private set; }

    /// <summary>Can what the other model sees be believed? Until something is wrong, yes.</summary>
    public bool CanSee => Health is CameraHealth.Ok or CameraHealth.Unknown;

    /// <summary>Looks at a frame, if a look is due.</summary>
    /// <returns>Whether <see cref="Health"/> changed.</returns>
    public bool Process(Frame frame)
    {
        if (frame.Timestamp < _nextLook)
            return false;
        _nextLook = frame.Timestamp + _config.Interval;
        FaultHook.Stage("health");
        if (Look(frame) is not { } seen)
            return false;
        (var state, Score) = seen;
        return _debouncer.Observe((int)state, Score);
    }

    /// <summary>Forgets what was seen, because frames stopped.</summary>
    public void Interrupt()
    {
        _debouncer.Reset();
        _frozen.Reset();
        _moved.Reset();
        _movedSince = null;
        _nextLook = null;
    }

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public void Apply(CameraHealthConfig config)
    {
        _debouncer.Parameters = ParametersOf(config);
        _config = config;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private static CameraHealth? FaultIn(LumaPlane luma) => PictureStatistics.Of(luma).Fault switch
    {
        PictureFault.Dark => CameraHealth.Dark,
        PictureFault.Overexposed => CameraHealth.Overexposed,
        PictureFault.Covered => CameraHealth.Covered,
        _ => null,
    };

    private static HealthParameters ParametersOf(CameraHealthConfig config) => new((float)config.ScoreThreshold, config.AgreeingLooks);

    /// <summary>What this frame alone shows; null when the model has no answer.</summary>
    private (CameraHealth State, float Score)? Look(Frame frame)
    {
        if (_frozen.Observe(frame))
            return (CameraHealth.Frozen, 1);
        _luma.TakeFrom(frame);
        if (FaultIn(_luma) is { } fault)
            return (fault, 1);
        Looks++;
        var classes = _model.Process(frame).Classifications;
        if (classes.IsEmpty)
            return null;
        var (state, score) = (_healthOfLabel[classes[0].LabelIndex], classes[0].Score);
        var isInOrder = state == CameraHealth.Ok || score < _config.ScoreThreshold;
        return isInOrder && _config.Moved && IsMoved(frame.Timestamp) ? (CameraHealth.Moved, 1 - MathF.Max(_moved.Likeness, 0)) : (state, score);
    }

    /// <summary>Does the camera look elsewhere? Once it has for long enough, that is where it looks now.</summary>
    private bool IsMoved(TimeSpan at)
    {
        if (!_moved.Observe(_luma))
        {
            _movedSince = null;
            return false;
        }

        _movedSince ??= at;
        if (at - _movedSince < _config.MovedFor)
            return true;
        _moved.Reset();
        _movedSince = null;
        return false;
    }

    private static CameraHealth HealthOf(string label, string model) =>
        Enum.TryParse<CameraHealth>(label, ignoreCase: true, out var health)
            ? health
            : throw new InferenceException(
                $"Model '{model}' cannot watch a camera's health: its label '{label}' is none of " +
                $"{string.Join(", ", Enum.GetNames<CameraHealth>()).ToLowerInvariant()}.");
}
