using System.Collections.Immutable;
using System.Diagnostics;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Cli.Annotation;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Cli;

/// <summary>
/// Picture file in, what a model sees out; everything between is what the daemon itself uses. Only the decoding is by default
/// that of the tools that models are evaluated with: whole, so that figures can be compared.
/// </summary>
internal sealed class Predictor : IDisposable
{
    private readonly FramePool _pool = new();
    private readonly PictureDecoder _decoder = new();
    private readonly ModelRunner _runner;
    private readonly SecondPredictor? _then;
    private readonly ImmutableArray<InputSpec> _inputs;
    private readonly bool _withVectors;
    private readonly AnnotatedPictures? _annotated;

    /// <summary>Loads the model.</summary>
    public Predictor(IInferenceSessionFactory sessions, Options options)
    {
        _runner = ModelRunner.Load(sessions, options.Model, options.Threads, asWritten: options.AsWritten);
        _then = options.ThenDirectory is { } then ? SecondPredictor.Load(sessions, then, _runner.Bundle, options.Threads, options.AsWritten) : null;
        _inputs = options.Scaled && _then is null ? [_runner.Bundle.Manifest.Input] : [];
        _withVectors = options.WithVectors;
        _annotated = options.Annotated;
    }

    /// <summary>Looks at one picture, and writes its annotated copy where that is wanted.</summary>
    /// <exception cref="FrameDecodeException">It cannot be decoded.</exception>
    /// <exception cref="AnnotationException">The copy cannot be written.</exception>
    public PredictOutput Predict(string image)
    {
        var file = PictureBytes.Read(image);
        var start = Stopwatch.GetTimestamp();
        using var frame = _decoder.Decode(file, _pool, image, _inputs);
        using var small = AreaFilter.Shrink(frame, [_runner.Bundle.Manifest.Input], _pool);
        var output = LookAt(frame, small ?? frame, image, Stopwatch.GetElapsedTime(start));
        _annotated?.Write(image, frame, output);
        return output;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _then?.Dispose();
        _runner.Dispose();
        _decoder.Dispose();
    }

    /// <param name="frame">For second models, which look at parts of it.</param>
    /// <param name="shown">For the first.</param>
    /// <param name="image">Its name.</param>
    /// <param name="decode">How long it took to get both.</param>
    private PredictOutput LookAt(Frame frame, Frame shown, string image, TimeSpan decode)
    {
        var result = _runner.Process(shown);
        var (timings, task, size) = (_runner.Timings, _runner.Bundle.Manifest.Task, frame.OriginalSize);
        return new PredictOutput
        {
            Image = image,
            Task = task.ToString().ToLowerInvariant(),
            Labels = task == ModelTask.Classification ? LabelsOf(result) : null,
            Detections = task == ModelTask.Detection ? ObjectsOf(result, frame) : null,
            Segments = task == ModelTask.Segmentation ? SegmentsOf(result, size) : null,
            Embedding = task == ModelTask.Embedding
                ? new PredictedEmbedding(result.Embedding.Length, Rounded(result.EmbeddingNorm), _withVectors ? result.Embedding.ToArray() : null)
                : null,
            TimingsMs = new PredictTimings(
                Rounded(decode.TotalMilliseconds), Rounded(timings.Preprocess.TotalMilliseconds),
                Rounded(timings.Infer.TotalMilliseconds), Rounded(timings.Postprocess.TotalMilliseconds)),
        };
    }

    private List<PredictedLabel> LabelsOf(ModelResult result)
    {
        var labels = new List<PredictedLabel>();
        foreach (var seen in result.Classifications)
            labels.Add(new PredictedLabel(NameOf(seen.LabelIndex), seen.LabelIndex, Rounded(seen.Score)));
        return labels;
    }

    private List<PredictedObject> ObjectsOf(ModelResult result, Frame frame)
    {
        var size = frame.OriginalSize;
        var objects = new List<PredictedObject>();
        for (var i = 0; i < result.Detections.Length; i++)
        {
            var seen = result.Detections[i];
            double[][]? landmarks = null;
            if (result.LandmarksPerDetection > 0)
                landmarks = [.. result.LandmarksOf(i).ToArray().Select(point => new[] { Rounded(point.X * size.Width), Rounded(point.Y * size.Height) })];
            objects.Add(new PredictedObject(NameOf(seen.LabelIndex), seen.LabelIndex, Rounded(seen.Score), Pixels(seen.Box, size), landmarks)
            {
                SubLabels = _then?.Predict(frame, seen.Box),
            });
        }

        return objects;
    }

    private List<PredictedSegment> SegmentsOf(ModelResult result, (int Width, int Height) size)
    {
        var regions = result.Regions.ToArray();
        var segments = new List<PredictedSegment>();
        foreach (var seen in result.Segments)
        {
            double[][] boxes = [.. regions.Where(region => region.LabelIndex == seen.LabelIndex).Select(region => Pixels(region.Box, size))];
            segments.Add(new PredictedSegment(NameOf(seen.LabelIndex), seen.LabelIndex, Rounded(seen.Area), seen.RegionCount, boxes));
        }

        return segments;
    }

    private string NameOf(int label) => _runner.Bundle.Labels.Names[label];

    private static double[] Pixels(in BoundingBox box, (int Width, int Height) size) =>
        [Rounded(box.Left * size.Width), Rounded(box.Top * size.Height), Rounded(box.Right * size.Width), Rounded(box.Bottom * size.Height)];

    private static double Rounded(double value) => Math.Round(value, 6);

    /// <summary>What to load, and how much to tell.</summary>
    /// <param name="Model">The model.</param>
    /// <param name="Threads">Threads per model run.</param>
    /// <param name="Scaled">Decode JPEGs at the reduced scale that the daemon's sources use?</param>
    /// <param name="WithVectors">Give feature vectors out?</param>
    internal sealed record Options(ModelBundle Model, int Threads, bool Scaled, bool WithVectors)
    {
        /// <summary>Folder of a model that looks at each detected object, or null.</summary>
        public string? ThenDirectory { get; init; }

        /// <summary>Run the models operator by operator, as their graphs are written?</summary>
        public bool AsWritten { get; init; }

        /// <summary>Where annotated copies go; null: nowhere.</summary>
        public AnnotatedPictures? Annotated { get; init; }
    }
}
