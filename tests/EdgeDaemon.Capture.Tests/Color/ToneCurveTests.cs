using EdgeDaemon.Capture.Color;
using EdgeDaemon.Capture.Tests.Support;

namespace EdgeDaemon.Capture.Tests.Color;

public sealed class ToneCurveTests
{
    /// <summary>Five values, 0 to 1 in quarters, and the light that each kind of curve makes of them.</summary>
    public static TheoryData<string, byte[], double[]> Curves => new()
    {
        { "linear", IccBuilder.Linear, [0, 0.25, 0.5, 0.75, 1] },
        { "gamma 2", IccBuilder.Samples(512), [0, 0.0625, 0.25, 0.5625, 1] },
        { "three samples", IccBuilder.Samples(0, 13107, 65535), [0, 0.1, 0.2, 0.6, 1] },
        { "two samples, falling", IccBuilder.Samples(65535, 0), [1, 0.75, 0.5, 0.25, 0] },
        { "function 0: x²", IccBuilder.Function(0, 2), [0, 0.0625, 0.25, 0.5625, 1] },
        { "function 1: (2x − 1)² from ½ on", IccBuilder.Function(1, 2, 2, -1), [0, 0, 0, 0.25, 1] },
        { "function 2: (x − ½)² + ½ from ½ on, ½ below", IccBuilder.Function(2, 2, 1, -0.5, 0.5), [0.5, 0.5, 0.5, 0.5625, 0.75] },
        { "function 3: x² from ½ on, x/4 below", IccBuilder.Function(3, 2, 1, 0, 0.25, 0.5), [0, 0.0625, 0.25, 0.5625, 1] },
        { "function 4: x² + ⅛ from ½ on, x/2 + ⅛ below", IccBuilder.Function(4, 2, 1, 0, 0.5, 0.5, 0.125, 0.125), [0.125, 0.25, 0.375, 0.6875, 1] },
        { "function that is no number: (−1)^½", IccBuilder.Function(3, 0.5, 0, -1, 0, 0), [0, 0, 0, 0, 0] },
        { "function out of range: 9x", IccBuilder.Function(1, 1, 9, 0), [0, 1, 1, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(Curves))]
    public void TryTabulate_EachKind_GivesTheLightComputedByHand(string kind, byte[] tag, double[] expected)
    {
        var light = new double[5];

        Assert.True(ToneCurve.TryTabulate(tag, light), kind);
        Assert.All(expected.Zip(light), pair => Assert.Equal(pair.First, pair.Second, 0.0001));
    }

    [Fact]
    public void TryTabulate_CutOffOrUnknown_IsRefused()
    {
        byte[][] sound = [IccBuilder.Samples(512), IccBuilder.Samples(0, 1, 2), IccBuilder.Function(0, 1), IccBuilder.Function(4, 1, 1, 0, 0, 0, 0, 0)];
        foreach (var tag in sound)
        {
            for (var length = 0; length < tag.Length; length++)
                Assert.False(ToneCurve.TryTabulate(tag.AsSpan(0, length), new double[5]));
        }

        Assert.False(ToneCurve.TryTabulate(IccBuilder.Function(5, 1, 1, 0, 0, 0, 0, 0), new double[5]));
        Assert.False(ToneCurve.TryTabulate([.. "mft2"u8, .. new byte[40]], new double[5]));
        Assert.False(ToneCurve.TryTabulate([.. "curv"u8, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[40]], new double[5]));
    }
}
