using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>Sees in each frame what a test says.</summary>
internal sealed class ScriptedObjects : IObjectSource
{
    private float[] _thresholds = [0.5f, 0.5f];

    public ObservedObject[] Next { get; set; } = [];

    /// <summary>The feature vector of every object, or empty.</summary>
    public float[] Embedding { get; set; } = [];

    public int Looks { get; private set; }

    public IReadOnlyList<string> Labels => ["car", "person"];

    public int MaxObjects => 64;

    public ReadOnlySpan<float> Thresholds => _thresholds;

    public ModelTimings Timings => default;

    public ReadOnlySpan<ObservedObject> Look(Frame frame)
    {
        Looks++;
        return Next;
    }

    public ReadOnlySpan<float> EmbeddingOf(int index) => Embedding;

    public void Interrupt()
    {
    }

    public void Apply(CameraConfig config) => _thresholds = [.. Labels.Select(label => (float)config.LabelThresholds.GetValueOrDefault(label, config.ScoreThreshold ?? 0.5))];

    public void Dispose()
    {
    }
}
