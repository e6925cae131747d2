using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>Sees in each frame what a test says.</summary>
internal sealed class ScriptedObjects : ILabelModel
{
    private readonly ModelResult _result = new(maxDetections: 64);

    public Detection[] Next { get; set; } = [];

    /// <summary>The feature vector of every object; null: none.</summary>
    public float[]? Embedding { get; set; }

    public int Looks { get; private set; }

    public ModelTask Task => ModelTask.Detection;

    public ImmutableArray<string> Labels { get; } = ["car", "person"];

    public int MaxDetections => 64;

    public ModelTimings Timings => default;

    public float[] ThresholdsOf(CameraConfig camera) => LabelSelection.Thresholds(camera, Labels, modelThreshold: 0.5f);

    public ModelResult Process(Frame frame)
    {
        Looks++;
        for (var i = 0; i < Next.Length; i++)
            _result.DetectionBuffer[i] = Next[i] with { Embedding = Embedding };
        _result.SetDetectionCount(Next.Length);
        return _result;
    }

    public void Dispose()
    {
    }
}
