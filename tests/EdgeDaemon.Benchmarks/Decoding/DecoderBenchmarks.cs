using BenchmarkDotNet.Attributes;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Benchmarks.Decoding;

/// <summary>What it costs to read a detector's outputs.</summary>
[MemoryDiagnoser]
public class DecoderBenchmarks
{
    private const int Cells = 20 * 20;

    private readonly Detection[] _candidates = new Detection[300];
    private readonly Detection[] _detections = new Detection[300];
    private readonly ModelResult _result = new();
    private readonly Tensor[] _centroidOutputs =
    [
        new(new TensorSpec("heat", TensorElementType.Float32, [1, 3, 20, 20])),
        new(new TensorSpec("geom", TensorElementType.Float32, [1, 4, 20, 20])),
    ];

    private IModelDecoder _centroid = null!;

    /// <summary>300 boxes around 20 objects; a heat-map with about 12 peaks.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < _candidates.Length; i++)
        {
            var (x, y) = ((i % 5 * 0.18f) + (random.NextSingle() * 0.03f), (i / 5 % 4 * 0.22f) + (random.NextSingle() * 0.03f));
            _candidates[i] = new Detection(new BoundingBox(x, y, x + 0.15f, y + 0.2f), i % 3, random.NextSingle());
        }

        for (var i = 0; i < 3 * Cells; i++)
            _centroidOutputs[0].As<float>()[i] = random.Next(100) == 0 ? 0.5f : 0.01f;
        _centroidOutputs[1].As<float>().Fill(0.4f);
        _centroid = ModelDecoder.Create(
            Decoders.Of(DecoderKind.Centroid).Defaults, [_centroidOutputs[0].Spec, _centroidOutputs[1].Spec], 160, 160, labelCount: 3);
    }

    /// <summary>Sort and suppress.</summary>
    [Benchmark]
    public int NonMaxSuppressionOf300()
    {
        _candidates.CopyTo(_detections, 0);
        return NonMaxSuppression.Apply(_detections, 0.45f);
    }

    /// <summary>The bundled detector's outputs.</summary>
    [Benchmark]
    public int Centroid()
    {
        _centroid.Decode(_centroidOutputs, new ResizeTransform(4, 3, 0, 0, 640, 480), _result);
        return _result.Detections.Length;
    }
}
