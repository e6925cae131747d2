using System.Collections.Immutable;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Health;

namespace EdgeDaemon.Pipeline;

/// <summary>Watches what a camera can see: a classification model now and then, and whether the picture stands still.</summary>
internal sealed class HealthStage : IDisposable
{
    /// <summary>Looks with the same picture that make it frozen: two seconds or more at the default interval.</summary>
    private const int FrozenLooks = 3;

    private readonly ModelRunner _model;
    private readonly ImmutableArray<CameraHealth> _healthOfLabel;
    private readonly HealthDebouncer _debouncer;
    private readonly FrozenDetector _frozen = new(FrozenLooks);
    private TimeSpan _interval;
    private TimeSpan? _nextLook;

    /// <summary>Owns <paramref name="model"/> from here on.</summary>
    /// <exception cref="InferenceException">A label of the model is not a health state.</exception>
    public HealthStage(CameraHealthConfig config, ModelRunner model)
    {
        _model = model;
        _healthOfLabel = [.. model.Bundle.Labels.Slugs.Select(label => HealthOf(label, model.Bundle.Manifest.Name))];
        _debouncer = new HealthDebouncer((int)CameraHealth.Ok, ParametersOf(config));
        _interval = config.Interval;
    }

    /// <summary>What the camera can see, as far as is known.</summary>
    public CameraHealth Health => (CameraHealth)(_debouncer.State ?? (int)CameraHealth.Unknown);

    /// <summary>How sure the last look was, 0..1.</summary>
    public float Score { get; private set; }

    /// <summary>Can what the other model sees be believed? Until something is wrong, yes.</summary>
    public bool CanSee => Health is CameraHealth.Ok or CameraHealth.Unknown;

    /// <summary>Looks at a frame, if a look is due.</summary>
    /// <returns>Whether <see cref="Health"/> changed.</returns>
    public bool Process(Frame frame)
    {
        if (frame.Timestamp < _nextLook)
            return false;
        _nextLook = frame.Timestamp + _interval;
        FaultHook.Stage("health");
        if (_frozen.Observe(frame))
            return _debouncer.Observe((int)CameraHealth.Frozen, Score = 1);
        var classes = _model.Process(frame).Classifications;
        if (classes.IsEmpty)
            return false;
        return _debouncer.Observe((int)_healthOfLabel[classes[0].LabelIndex], Score = classes[0].Score);
    }

    /// <summary>Forgets what was seen, because frames stopped.</summary>
    public void Interrupt()
    {
        _debouncer.Reset();
        _frozen.Reset();
        _nextLook = null;
    }

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public void Apply(CameraHealthConfig config)
    {
        _debouncer.Parameters = ParametersOf(config);
        _interval = config.Interval;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private static HealthParameters ParametersOf(CameraHealthConfig config) => new((float)config.ScoreThreshold, config.AgreeingLooks);

    private static CameraHealth HealthOf(string label, string model) =>
        Enum.TryParse<CameraHealth>(label, ignoreCase: true, out var health)
            ? health
            : throw new InferenceException(
                $"Model '{model}' cannot watch a camera's health: its label '{label}' is none of " +
                $"{string.Join(", ", Enum.GetNames<CameraHealth>()).ToLowerInvariant()}.");
}
