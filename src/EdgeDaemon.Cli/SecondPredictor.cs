using EdgeDaemon.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Cli;

/// <summary>
/// The second model of <c>predict --then</c>: what it takes each detected object for. Crops are made as the daemon makes them,
/// with the margin that it has when the configuration says nothing.
/// </summary>
internal sealed class SecondPredictor : IDisposable
{
    private static readonly SecondModelConfig Defaults = new() { Model = "" };

    private readonly ModelRunner _runner;

    private SecondPredictor(ModelRunner runner) => _runner = runner;

    /// <summary>Loads the model.</summary>
    /// <param name="sessions">Loads it.</param>
    /// <param name="directory">Its folder.</param>
    /// <param name="first">The model whose detections it looks at.</param>
    /// <param name="threads">Threads per model run.</param>
    /// <param name="asWritten">Run its graph operator by operator?</param>
    /// <exception cref="InferenceException">It cannot be loaded, or the two do not go together.</exception>
    public static SecondPredictor Load(IInferenceSessionFactory sessions, string directory, ModelBundle first, int threads, bool asWritten)
    {
        if (first.Manifest.Task != ModelTask.Detection)
            throw Misfit(first, "--then looks at what the first model detects; name one that detects after --model");
        var bundle = ModelBundle.Open(directory);
        if (bundle.Manifest.Task != ModelTask.Classification)
            throw Misfit(bundle, "the model after --then must classify");
        return new SecondPredictor(ModelRunner.Load(sessions, bundle, threads, asWritten: asWritten));
    }

    /// <summary>Classes of an object, best first.</summary>
    /// <param name="frame">The picture; not retained.</param>
    /// <param name="box">The object.</param>
    public IReadOnlyList<PredictedLabel> Predict(Frame frame, in BoundingBox box)
    {
        var region = FrameRegion.Around(box, (float)Defaults.Margin, frame.Width, frame.Height);
        var (labels, seen) = (_runner.Bundle.Labels.Names, new List<PredictedLabel>());
        foreach (var kind in _runner.Process(frame, region).Classifications)
            seen.Add(new PredictedLabel(labels[kind.LabelIndex], kind.LabelIndex, Math.Round(kind.Score, 6)));
        return seen;
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    private static InferenceException Misfit(ModelBundle bundle, string what) =>
        new($"Model '{bundle.Manifest.Name}' ({bundle.Directory}) is for {bundle.Manifest.Task.ToString().ToLowerInvariant()}: {what}.");
}
