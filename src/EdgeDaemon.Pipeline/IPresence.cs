using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline;

/// <summary>What is there: from a camera's frames to records of events and counts. Used by the inference thread.</summary>
internal interface IPresence : IDisposable
{
    /// <summary>Would another frame help to be sure of something?</summary>
    bool IsUnsettled { get; }

    /// <summary>Durations of the last frame.</summary>
    StageTimings Timings { get; }

    /// <summary>Looks at a frame and records what changed; it is not retained.</summary>
    void Process(Frame frame);

    /// <summary>Takes in that nothing moves in the frame of that time, which is not looked at.</summary>
    void ProcessStill(TimeSpan at);

    /// <summary>Closes every running event, because from <paramref name="at"/> on nobody knows what is there.</summary>
    void Interrupt(TimeSpan at);

    /// <summary>Takes over the live keys of a new configuration.</summary>
    void Apply(CameraConfig config);

    /// <summary>The stage for a camera's model: objects are followed where it detects some. Owns the models from here on.</summary>
    /// <param name="config">The camera's configuration.</param>
    /// <param name="model">Its model.</param>
    /// <param name="records">Where changes go.</param>
    /// <param name="time">Measures durations.</param>
    /// <param name="then">Its second models; null when it has none.</param>
    static IPresence Create(CameraConfig config, ModelRunner model, RecordProjector records, TimeProvider time, SecondStages? then = null) =>
        model.Bundle.Manifest.Task == ModelTask.Detection
            ? new ObjectStage(config, new ModelObjects(config, model, then), records, time)
            : new PresenceStage(config, model, records, time, then);
}
