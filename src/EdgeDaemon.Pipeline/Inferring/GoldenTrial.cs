using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>Tries a model on its golden pictures.</summary>
internal sealed class GoldenTrial(ModelRunner runner) : IDisposable
{
    private const long MostBytes = 64 << 20;

    private readonly FramePool _pool = new();
    private readonly PictureDecoder _decoder = new();

    /// <summary>Names of the pictures in which it does not see what it must; none where the bundle brings none.</summary>
    /// <exception cref="Capture.FrameDecodeException">A picture cannot be decoded.</exception>
    /// <exception cref="IOException">A picture cannot be read.</exception>
    public IReadOnlyList<string> Failed() => Failed(runner.Bundle.GoldenCases);

    /// <summary>As <see cref="Failed()"/>, of the golden pictures of another bundle.</summary>
    /// <exception cref="Capture.FrameDecodeException">A picture cannot be decoded.</exception>
    /// <exception cref="IOException">A picture cannot be read.</exception>
    public IReadOnlyList<string> Failed(IEnumerable<GoldenCase> cases) => [.. cases.Where(golden => !Passes(golden)).Select(golden => Path.GetFileName(golden.ImagePath))];

    /// <summary>Does the model see what it must, no more, and surely enough?</summary>
    /// <exception cref="Capture.FrameDecodeException">A picture cannot be decoded.</exception>
    public bool Passes(GoldenCase golden)
    {
        var least = golden.MinScore - golden.Tolerance;
        if (golden.Alike is { } alike)
        {
            var vector = Embed(golden.ImagePath);
            return LookAlike.Cosine(vector, Embed(alike.Like)) - LookAlike.Cosine(vector, Embed(alike.Unlike)) >= least;
        }

        var seen = Look(golden.ImagePath);
        return seen.Keys.ToHashSet().SetEquals(golden.Labels) && seen.Values.All(score => score >= least);
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private float[] Embed(string path) => Process(path).Embedding.ToArray();

    /// <summary>Label and best score of each thing that is seen.</summary>
    private Dictionary<string, float> Look(string path)
    {
        var result = Process(path);
        var names = runner.Bundle.Labels.Names;
        var seen = new Dictionary<string, float>();
        if (result.Classifications is [var best, ..])
            seen[names[best.LabelIndex]] = best.Score;
        foreach (var detection in result.Detections)
            seen[names[detection.LabelIndex]] = Math.Max(detection.Score, seen.GetValueOrDefault(names[detection.LabelIndex]));
        return seen;
    }

    private ModelResult Process(string path)
    {
        using var frame = _decoder.Decode(RegularFile.Read(path, MostBytes), _pool, path, []);
        return runner.Process(frame);
    }
}
