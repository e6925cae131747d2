using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>The model that says what a camera's frames show. Used by the inference thread.</summary>
internal interface ILabelModel : IDisposable
{
    /// <summary>What it does with a frame.</summary>
    ModelTask Task { get; }

    /// <summary>Its labels as slugs, by index.</summary>
    ImmutableArray<string> Labels { get; }

    /// <summary>Most detections of a frame.</summary>
    int MaxDetections { get; }

    /// <summary>Durations of the last frame.</summary>
    ModelTimings Timings { get; }

    /// <summary>Score, or share of the picture, from which each label is reported under a camera's configuration.</summary>
    float[] ThresholdsOf(CameraConfig camera);

    /// <summary>Looks at a frame; it is not retained.</summary>
    /// <returns>What it shows, the same instance at every call, overwritten.</returns>
    ModelResult Process(Frame frame);
}
