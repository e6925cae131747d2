using System.Collections.Immutable;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

/// <summary>What the families that look at the frame as a whole must do with whatever comes out of a model.</summary>
public sealed class WholeFrameDecoderTests
{
    private const int Side = 16;

    private static readonly DecoderSpec Segmentation = new() { Kind = DecoderKind.Segmentation, ScoreThreshold = 0.5f, MinRegionArea = 0 };

    private static readonly Dictionary<string, (DecoderSpec Spec, int Labels, ImmutableArray<int> Shape)> Families = new()
    {
        ["probabilities"] = (new DecoderSpec { Kind = DecoderKind.Classification }, 5, [1, 5]),
        ["logits"] = (new DecoderSpec { Kind = DecoderKind.Classification, Logits = true }, 5, [1, 5]),
        ["one logit"] = (new DecoderSpec { Kind = DecoderKind.Classification, Logits = true }, 1, [1, 1]),
        ["embedding"] = (new DecoderSpec { Kind = DecoderKind.Embedding }, 1, [1, 32]),
        ["probability map"] = (Segmentation, 1, [1, Side, Side]),
        ["score planes"] = (Segmentation, 3, [1, 3, Side, Side]),
        ["score rows"] = (Segmentation, 3, [1, Side, Side, 3]),
    };

    public static TheoryData<string> Names => [.. Families.Keys];

    public static TheoryData<ResizeMode> Modes => [.. Enum.GetValues<ResizeMode>()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_OnlyOneValue_GivesNumbersInRange(string name)
    {
        foreach (var value in (float[])[0, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon])
            AssertInRange(name, Decode(name, values => values.Fill(value)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_Garbage_GivesNumbersInRange(string name)
    {
        var random = new Random(11);
        float[] odd = [0, 1, -1, 1e30f, -1e30f, 1e-40f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        for (var round = 0; round < 100; round++)
        {
            AssertInRange(name, Decode(name, values =>
            {
                foreach (ref var value in values)
                    value = random.Next(2) == 0 ? random.NextSingle() : random.GetItems(odd, 1)[0];
            }));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_SteadyState_AllocatesNothing(string name)
    {
        var (spec, labels, shape) = Families[name];
        var output = TensorOf.Floats("out", shape);
        var random = new Random(12);
        foreach (ref var value in output.As<float>())
            value = random.NextSingle();
        Tensor[] outputs = [output];
        var decoder = ModelDecoder.Create(spec, [output.Spec], Side, Side, labels);
        var result = new ModelResult();

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(outputs, TensorOf.Identity(Side, Side), result)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Decode_RegionOfTheFrame_ComesBackWithinAPixelThroughEveryResize(ResizeMode mode)
    {
        const int Input = 128;
        var (width, height) = (1280, 720);
        var geometry = ResizeGeometry.For(new InputSpec { Width = Input, Height = Input, Resize = mode }, width, height);

        // One cell per input pixel; the region's edges are edges of cells.
        var output = TensorOf.Floats("p", [1, Input, Input]);
        for (var y = 50; y < 70; y++)
            output.As<float>().Slice((y * Input) + 40, 60).Fill(1);
        var result = new ModelResult();
        ModelDecoder.Create(Segmentation, [output.Spec], Input, Input, 1).Decode([output], geometry.ToTransform(width, height), result);

        var box = Assert.Single(result.Regions.ToArray()).Box;
        var (scaleX, scaleY) = ((double)geometry.CropWidth / geometry.ScaledWidth, (double)geometry.CropHeight / geometry.ScaledHeight);
        Assert.Equal(geometry.CropLeft + ((40 - geometry.PadLeft) * scaleX), box.Left * (double)width, tolerance: 1);
        Assert.Equal(geometry.CropTop + ((50 - geometry.PadTop) * scaleY), box.Top * (double)height, tolerance: 1);
        Assert.Equal(geometry.CropLeft + ((100 - geometry.PadLeft) * scaleX), box.Right * (double)width, tolerance: 1);
        Assert.Equal(geometry.CropTop + ((70 - geometry.PadTop) * scaleY), box.Bottom * (double)height, tolerance: 1);
    }

    private static ModelResult Decode(string name, SpanAction fill)
    {
        var (spec, labels, shape) = Families[name];
        var output = TensorOf.Floats("out", shape);
        fill(output.As<float>());
        return TensorOf.Decode(spec, Side, Side, labels, output);
    }

    private static void AssertInRange(string name, ModelResult result)
    {
        Assert.All(result.Classifications.ToArray(), c => Assert.InRange(c.Score, 0, 1));
        Assert.All(result.Segments.ToArray(), s => Assert.InRange(s.Area, 0, 1));
        Assert.InRange(result.Segments.ToArray().Sum(s => s.Area), 0, 1.00001f);
        Assert.All(result.Regions.ToArray(), r => Assert.True(r.Box is { Left: >= 0, Top: >= 0, Right: <= 1, Bottom: <= 1 } && r.Area is >= 0 and <= 1));
        Assert.All(result.Embedding.ToArray(), v => Assert.InRange(v, -1.00001f, 1.00001f));
        Assert.False(float.IsNaN(result.EmbeddingNorm));
        Assert.Equal(Families[name].Spec.Kind == DecoderKind.Classification, result.Classifications.Length > 0);
    }

    private delegate void SpanAction(Span<float> values);
}
