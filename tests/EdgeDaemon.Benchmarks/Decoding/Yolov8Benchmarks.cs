using BenchmarkDotNet.Attributes;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Benchmarks.Decoding;

/// <summary>
/// Decode and NMS of a YOLOv8 640 × 640 output, 84 × 8400, in which 12 objects have 25 boxes each; and the search for the best
/// class alone, in vectors and scalar.
/// </summary>
[MemoryDiagnoser]
public class Yolov8Benchmarks
{
    private const int Labels = 80;
    private const int Boxes = 8400;

    private readonly Tensor[] _outputs = [new(new TensorSpec("output0", TensorElementType.Float32, [1, 4 + Labels, Boxes]))];
    private readonly float[] _best = new float[Boxes];
    private readonly ModelResult _result = new();
    private IModelDecoder _decoder = null!;

    /// <summary>Noise of little certainty, and the objects.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var values = _outputs[0].As<float>();
        for (var i = 0; i < values.Length; i++)
            values[i] = i < 4 * Boxes ? random.Next(20, 600) : random.NextSingle() * 0.02f;
        for (var i = 0; i < 300; i++)
        {
            var (box, place) = (random.Next(Boxes), i % 12);
            (values[box], values[Boxes + box]) = (60 + (place % 4 * 150) + random.Next(6), 80 + (place / 4 * 200) + random.Next(6));
            (values[(2 * Boxes) + box], values[(3 * Boxes) + box]) = (100 + random.Next(6), 150 + random.Next(6));
            values[((4 + (place % 5)) * Boxes) + box] = 0.3f + (random.NextSingle() * 0.6f);
        }

        _decoder = ModelDecoder.Create(new DecoderSpec { Kind = DecoderKind.Yolov8 }, [_outputs[0].Spec], 640, 640, Labels);
    }

    /// <summary>What a frame costs after the model has run.</summary>
    [Benchmark]
    public int DecodeAndSuppress()
    {
        _decoder.Decode(_outputs, new ResizeTransform(2, 2, 0, -140, 1280, 1000), _result);
        return _result.Detections.Length;
    }

    /// <summary>Best class of every box, several boxes at a time.</summary>
    [Benchmark]
    public float BestClassVector()
    {
        ClassScores.MaxOfColumns(_outputs[0].As<float>()[(4 * Boxes)..], _best);
        return _best[0];
    }

    /// <summary>Best class of every box, one after the other.</summary>
    [Benchmark]
    public float BestClassScalar()
    {
        ClassScores.MaxOfColumnsScalar(_outputs[0].As<float>()[(4 * Boxes)..], _best);
        return _best[0];
    }
}
