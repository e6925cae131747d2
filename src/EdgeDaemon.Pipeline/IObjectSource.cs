using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline;

/// <summary>Sees objects in frames. Used by the inference thread.</summary>
internal interface IObjectSource : IDisposable
{
    /// <summary>Labels as slugs, by index.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>Most objects of one look.</summary>
    int MaxObjects { get; }

    /// <summary>Score from which an object is reported, per label.</summary>
    ReadOnlySpan<float> Thresholds { get; }

    /// <summary>Durations of the last look.</summary>
    ModelTimings Timings { get; }

    /// <summary>Looks at a frame; it is not retained.</summary>
    /// <returns>What it shows, best score first; valid until the next call.</returns>
    ReadOnlySpan<ObservedObject> Look(Frame frame);

    /// <summary>The feature vector of an object of the last look; empty when there is none.</summary>
    /// <param name="index">Its place in what <see cref="Look"/> returned.</param>
    ReadOnlySpan<float> EmbeddingOf(int index);

    /// <summary>Forgets what it knows of the frames before, because they stopped.</summary>
    void Interrupt();

    /// <summary>Takes over the live keys of a new configuration.</summary>
    void Apply(CameraConfig config);
}
