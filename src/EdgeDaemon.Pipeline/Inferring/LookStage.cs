using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline.Teaching;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>
/// From a frame to what it shows: the camera's model, and then second models, which say more of what the first one detected. Their sub-labels
/// are numbered one model after the other, in the order of the configuration, as in the name table. Used by the inference thread.
/// </summary>
internal sealed class LookStage : IDisposable
{
    private readonly ILabelModel _model;
    private float[] _thresholds;

    /// <summary>Owns the models from here on.</summary>
    /// <param name="config">The camera's configuration.</param>
    /// <param name="model">Its model.</param>
    /// <param name="then">One per entry of <see cref="CameraConfig.Then"/>.</param>
    /// <param name="time">Measures their budgets.</param>
    public LookStage(CameraConfig config, ILabelModel model, ImmutableArray<ModelRunner> then, TimeProvider time)
    {
        (_model, _thresholds) = (model, model.ThresholdsOf(config));
        var stages = ImmutableArray.CreateBuilder<SecondModel>(then.Length);
        var firstSubLabel = 0;
        for (var i = 0; i < then.Length; i++)
        {
            stages.Add(new SecondModel(config.Then[i], then[i], model.Labels, model.MaxDetections, firstSubLabel, time));
            firstSubLabel += then[i].Bundle.Labels.Slugs.Length;
            if (config.Then[i].Teach.Length > 0)
                Taught = new TaughtNames(then[i].Bundle.Identity, firstSubLabel, config.Then[i].Teach);
            firstSubLabel += config.Then[i].Teach.Length;
        }

        Then = stages.MoveToImmutable();
    }

    /// <summary>The second models, for what they counted.</summary>
    public ImmutableArray<SecondModel> Then { get; }

    /// <summary>What its objects can be taught to be; null: nothing.</summary>
    public TaughtNames? Taught { get; }

    /// <summary>Durations of the last frame in the camera's model.</summary>
    public ModelTimings Timings => _model.Timings;

    /// <summary>Looks at a frame; it is not retained.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="health">What the camera can see.</param>
    /// <param name="isDark">Is it dark where it looks?</param>
    /// <returns>The same instance at every call, overwritten. Objects whose turn it was not have nothing said of them by second models.</returns>
    public ModelResult Process(Frame frame, CameraHealth health = CameraHealth.Unknown, bool isDark = false)
    {
        var seen = _model.Process(frame);
        foreach (var second in Then)
            second.Process(frame, seen.DetectionBuffer[..seen.Detections.Length], _thresholds, health, isDark);
        return seen;
    }

    /// <summary>Forgets who was waiting, because frames stopped.</summary>
    public void Interrupt()
    {
        foreach (var second in Then)
            second.Interrupt();
    }

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public void Apply(CameraConfig config)
    {
        _thresholds = _model.ThresholdsOf(config);
        for (var i = 0; i < Then.Length; i++)
            Then[i].Apply(config.Then[i]);
    }

    /// <summary>The score, or share of the picture, from which a label counts under a configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="label">Index of the label; null: of all that have no threshold of their own.</param>
    public double ThresholdOf(CameraConfig config, int? label) =>
        _model.ThresholdsOf(label is null ? config with { Labels = [], LabelThresholds = ImmutableDictionary<string, double>.Empty } : config)[label ?? 0];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var second in Then)
            second.Dispose();
        _model.Dispose();
    }
}
