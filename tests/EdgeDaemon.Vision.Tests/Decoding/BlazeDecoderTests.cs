using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class BlazeDecoderTests
{
    [Theory]
    [InlineData(128, 896, 16, 512 + (6 * 9) + 5, 24, 24)]
    [InlineData(256, 896, 16, 512 + (6 * 9) + 5, 48, 48)]
    [InlineData(192, 2304, 16, (48 * 2) + 3, 14, 10)]
    [InlineData(192, 2016, 18, 1152 + (6 * 13) + 5, 24, 24)]
    [InlineData(256, 2944, 18, 2048 + 512 + (6 * 9) + 5, 48, 48)]
    public void Decode_AnchorOfEachLayout_IsTheMiddleOfItsCell(int side, int count, int width, int anchor, float x, float y)
    {
        // Row 1, column 1 of the coarsest grid; of the full-range detector, which has but one grid, row 2, column 3.
        TensorSpec[] specs = [new("boxes", TensorElementType.Float32, [1, count, width]), new("scores", TensorElementType.Float32, [1, count, 1])];
        var outputs = specs.Select(spec => new Tensor(spec)).ToArray();
        outputs[1].As<float>().Fill(-9);
        outputs[1].As<float>()[anchor] = 9;
        float[] box = [2, -1, 10, 6];
        box.CopyTo(outputs[0].As<float>()[(anchor * width)..]);
        var result = new ModelResult();

        ModelDecoder.Create(Decoders.Of(width == 16 ? DecoderKind.Blazeface : DecoderKind.PalmDetection).Defaults, specs, side, side, 1).Decode(outputs, TensorOf.Identity(side, side), result);

        var seen = Assert.Single(result.Detections.ToArray()).Box;
        Assert.Equal((x + 2 - 5, y - 1 - 3, x + 2 + 5, y - 1 + 3), (seen.Left * side, seen.Top * side, seen.Right * side, seen.Bottom * side));
    }

    [Fact]
    public void Decode_AnOutputPairPerGrid_IsReadTheFinestFirst()
    {
        TensorSpec[] specs =
        [
            new("classificator_16", TensorElementType.Float32, [1, 384, 1]), new("classificator_8", TensorElementType.Float32, [1, 512, 1]),
            new("regressor_16", TensorElementType.Float32, [1, 384, 16]), new("regressor_8", TensorElementType.Float32, [1, 512, 16]),
        ];
        var outputs = specs.Select(spec => new Tensor(spec)).ToArray();
        outputs[0].As<float>().Fill(-9);
        outputs[1].As<float>().Fill(-9);
        outputs[0].As<float>()[6 * 9] = 9;
        float[] box = [0, 0, 8, 8];
        box.CopyTo(outputs[2].As<float>()[(6 * 9 * 16)..]);
        var result = new ModelResult();

        ModelDecoder.Create(Decoders.Of(DecoderKind.Blazeface).Defaults, specs, 128, 128, 1).Decode(outputs, TensorOf.Identity(128, 128), result);

        // Row 1, column 1 of the cells of 16 pixels.
        Assert.Equal(20f / 128, Assert.Single(result.Detections.ToArray()).Box.Left);
    }

    [Fact]
    public void Create_AnchorsThatNobodyKnows_NamesTheFamily()
    {
        TensorSpec[] specs = [new("boxes", TensorElementType.Float32, [1, 900, 16]), new("scores", TensorElementType.Float32, [1, 900, 1])];

        Assert.Contains(
            "MediaPipe", Assert.Throws<DecoderMismatchException>(() => ModelDecoder.Create(Decoders.Of(DecoderKind.Blazeface).Defaults, specs, 128, 128, 1)).Message, StringComparison.Ordinal);
    }
}
