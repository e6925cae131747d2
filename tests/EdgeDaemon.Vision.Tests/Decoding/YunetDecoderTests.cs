using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class YunetDecoderTests
{
    private static readonly BoxFamily Family = BoxFamily.For(DecoderKind.Yunet);

    [Fact]
    public void Decode_SeveralFaces_EachKeepsItsLandmarks()
    {
        var outputs = Family.Empty();
        Family.Write(outputs, new TestBox(4, 4, 20, 20, Score: 0.6f));
        Family.Write(outputs, new TestBox(34, 36, 50, 52, Score: 0.9f));

        // All but on top of the better face: suppressed, and with it its landmarks.
        Family.Write(outputs, new TestBox(34, 36, 64, 52, Score: 0.5f));
        var result = new ModelResult();
        Family.Decoder().Decode(outputs, TensorOf.Identity(64, 64), result);

        Assert.Equal([0.9f, 0.6f], result.Detections.ToArray().Select(d => d.Score));
        Assert.Equal([42, 43, 44, 45, 46], result.LandmarksOf(0).ToArray().Select(p => p.X * 64));
        Assert.Equal([12, 13, 14, 15, 16], result.LandmarksOf(1).ToArray().Select(p => p.X * 64));
        Assert.All(result.LandmarksOf(0).ToArray(), p => Assert.Equal(44, p.Y * 64, 1e-4f));
    }

    [Fact]
    public void Decode_LandmarkIsNotANumber_DropsTheFace()
    {
        var outputs = Family.Empty();
        Family.Write(outputs, new TestBox(4, 4, 20, 20));
        outputs[4].As<float>().Fill(float.NaN);
        var result = new ModelResult();
        Family.Decoder().Decode(outputs, TensorOf.Identity(64, 64), result);

        Assert.Equal(0, result.Detections.Length);
    }

    [Fact]
    public void LandmarksOf_DetectorWithoutLandmarks_IsEmpty()
    {
        var family = BoxFamily.For(DecoderKind.Ultraface);
        var outputs = family.Empty();
        family.Write(outputs, new TestBox(4, 4, 20, 20));
        var result = new ModelResult();
        family.Decoder().Decode(outputs, TensorOf.Identity(64, 64), result);

        Assert.Equal(0, result.LandmarksOf(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.LandmarksOf(1).Length);
    }
}
