using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Decoding;

/// <summary>What every family of detectors must do.</summary>
public sealed class BoxFamilyTests
{
    private static readonly ResizeTransform Identity = TensorOf.Identity(BoxFamily.InputSide, BoxFamily.InputSide);

    public static TheoryData<DecoderKind> Kinds => BoxFamily.Kinds;

    /// <summary>A frame, a resize mode, and a box in pixels of the frame that the model can see.</summary>
    private static readonly Arbitrary<(int Width, int Height, ResizeMode Mode, PixelCorners Box)> Scenes = (
        from width in Gen.Choose(800, 2000)
        from height in Gen.Choose(800, 2000)
        from mode in Gen.Elements(Enum.GetValues<ResizeMode>())
        let geometry = GeometryOf(mode, width, height)
        from x in Gen.Choose(150, 850)
        from y in Gen.Choose(150, 850)
        from halfWidth in Gen.Choose(50, 140)
        from halfHeight in Gen.Choose(50, 140)
        select (width, height, mode, new PixelCorners(
            geometry.CropLeft + ((x - halfWidth) / 1000.0 * geometry.CropWidth),
            geometry.CropTop + ((y - halfHeight) / 1000.0 * geometry.CropHeight),
            geometry.CropLeft + ((x + halfWidth) / 1000.0 * geometry.CropWidth),
            geometry.CropTop + ((y + halfHeight) / 1000.0 * geometry.CropHeight)))).ToArbitrary();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_BoxOfTheFrame_ComesBackWithinAPixelThroughEveryResize(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);
        var decoder = family.Decoder();
        var result = new ModelResult();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Scenes, scene =>
        {
            var outputs = family.Empty();
            var geometry = GeometryOf(scene.Mode, scene.Width, scene.Height);
            family.Write(outputs, scene.Box.ToInput(geometry));
            decoder.Decode(outputs, geometry.ToTransform(scene.Width, scene.Height), result);
            return result.Detections.Length == 1 && scene.Box.IsWithinAPixelOf(result.Detections[0].Box, scene.Width, scene.Height);
        }));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_LabelAndScore_AreThoseOfTheModel(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);
        var outputs = family.Empty();
        family.Write(outputs, new TestBox(10, 20, 30, 36, Label: family.Labels - 1, Score: 0.75f));

        var detection = Assert.Single(Decode(family, outputs));

        Assert.Equal(family.Labels - 1, detection.LabelIndex);
        Assert.Equal(0.75f, detection.Score, 0.002f);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_BelowTheThreshold_IsNothing(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);
        var outputs = family.Empty();
        family.Write(outputs, new TestBox(10, 20, 30, 36, Score: 0.24f));

        Assert.Empty(Decode(family, outputs));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_AllZero_IsNothing(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);

        // Of logits, 0 means one half.
        if (!family.Spec.Logits)
            Assert.Empty(Decode(family, [.. family.Outputs.Select(o => new Tensor(o))]));
        Assert.Empty(Decode(family, family.Empty()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_OnlyNaNOrInfinite_IsNothing(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);
        foreach (var value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var outputs = family.Empty();
            foreach (var output in outputs)
                output.As<float>().Fill(value);
            Assert.Empty(Decode(family, outputs));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_Garbage_GivesFiniteBoxesInsideTheFrame(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);
        var random = new Random(7);
        float[] values = [0, 0.5f, 1, 2, -1, 100, -100, 1e30f, -1e30f, 1e-40f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        for (var round = 0; round < 50; round++)
        {
            var outputs = family.Empty();
            foreach (var output in outputs)
            {
                foreach (ref var value in output.As<float>())
                    value = random.Next(2) == 0 ? random.NextSingle() : random.GetItems(values, 1)[0];
            }

            foreach (var detection in Decode(family, outputs))
            {
                Assert.InRange(detection.Box.Left, 0, detection.Box.Right);
                Assert.InRange(detection.Box.Top, 0, detection.Box.Bottom);
                Assert.InRange(detection.Box.Right, 0, 1);
                Assert.InRange(detection.Box.Bottom, 0, 1);
                Assert.InRange(detection.Score, family.Spec.ScoreThreshold, 1);
                Assert.InRange(detection.LabelIndex, 0, family.Labels - 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_SteadyState_AllocatesNothing(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);
        var outputs = family.Empty();
        family.Write(outputs, new TestBox(10, 20, 30, 36));
        var decoder = family.Decoder();
        var result = new ModelResult();

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(outputs, Identity, result)));
        Assert.Equal(1, result.Detections.Length);
    }

    /// <summary>Families whose outputs are lists of boxes, with any box at any place of the list.</summary>
    public static TheoryData<DecoderKind> Lists =>
        [DecoderKind.Yolov5, DecoderKind.Yolov8, DecoderKind.YoloE2e, DecoderKind.Ssd, DecoderKind.Ultraface, DecoderKind.BoxesScores];

    [Theory]
    [MemberData(nameof(Lists))]
    public void Decode_SameBoxesInAnotherOrder_GivesTheSame(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);
        var random = new Random(5);
        for (var round = 0; round < 100; round++)
        {
            // Scores that differ, and boxes of which some overlap.
            var boxes = Enumerable.Range(1, 20).Select(rank => (X: random.Next(40), Y: random.Next(40), Score: 0.3f + (rank / 40f))).ToArray();
            var first = DecodeAt(Enumerable.Range(0, boxes.Length).ToArray());
            var places = Enumerable.Range(0, 50).ToArray();
            random.Shuffle(places);

            Assert.Equal(first, DecodeAt(places[..boxes.Length]));
            Assert.NotEmpty(first);

            Detection[] DecodeAt(int[] places)
            {
                var outputs = family.Empty();
                for (var i = 0; i < boxes.Length; i++)
                {
                    family.Write(outputs, new TestBox(
                        boxes[i].X, boxes[i].Y, boxes[i].X + 20, boxes[i].Y + 16, i % family.Labels, boxes[i].Score, places[i]));
                }

                return Decode(family, outputs);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_OverlappingBoxes_KeepsNoneThatSuppressionWouldDrop(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);
        var random = new Random(6);
        for (var round = 0; round < 50; round++)
        {
            var outputs = family.Empty();
            for (var i = 0; i < 20; i++)
            {
                var (x, y) = (random.Next(40), random.Next(40));
                family.Write(outputs, new TestBox(x, y, x + 20, y + 16, i % family.Labels, 0.3f + (i / 40f), i));
            }

            var kept = Decode(family, outputs);
            var again = kept.ToArray();

            // Where NMS is in the graph, it is the graph's that counts.
            if (kind is not (DecoderKind.Ssd or DecoderKind.YoloE2e))
                Assert.Equal(kept, again[..NonMaxSuppression.Apply(again, family.Spec.IouThreshold, family.Spec.ClassAgnosticNms)]);
            Assert.NotEmpty(kept);
        }
    }

    [Theory]
    [InlineData(DecoderKind.YoloE2e)]
    [InlineData(DecoderKind.Ssd)]
    public void Decode_NoRowsAtAll_IsNothing(DecoderKind kind)
    {
        // Exports with NMS inside may leave the number of boxes open, and a run may give none.
        var family = BoxFamily.For(kind);
        TensorSpec[] open = [.. family.Outputs.Select(o => o with { Shape = [.. o.Shape.Select((d, i) => i == 1 ? -1 : d)] })];
        var outputs = open.Select(o => new Tensor(o)).ToArray();
        foreach (var output in outputs.Where(o => !o.Spec.IsStatic))
            output.Reshape([.. output.Spec.Shape.Select(d => Math.Max(d, 0))]);
        var result = new ModelResult();

        ModelDecoder.Create(family.Spec, open, BoxFamily.InputSide, BoxFamily.InputSide, family.Labels).Decode(outputs, Identity, result);

        Assert.Equal(0, result.Detections.Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Create_LabelsOrOutputsDoNotFit_Throws(DecoderKind kind)
    {
        var family = BoxFamily.For(kind);

        // Where NMS is in the graph, nothing in the shapes depends on the labels.
        if (kind is not (DecoderKind.Ssd or DecoderKind.YoloE2e))
        {
            Assert.Throws<DecoderMismatchException>(
                () => ModelDecoder.Create(family.Spec, family.Outputs.AsSpan(), BoxFamily.InputSide, BoxFamily.InputSide, family.Labels + 5));
        }

        var error = Assert.Throws<DecoderMismatchException>(
            () => ModelDecoder.Create(family.Spec, [new TensorSpec("odd", TensorElementType.Float32, [1, 3])], 64, 64, family.Labels));
        Assert.Contains("'odd' float32[1,3]", error.Message, StringComparison.Ordinal);
    }

    private static Detection[] Decode(BoxFamily family, Tensor[] outputs)
    {
        var result = new ModelResult();
        family.Decoder().Decode(outputs, Identity, result);
        return result.Detections.ToArray();
    }

    private static ResizeGeometry GeometryOf(ResizeMode mode, int width, int height) => ResizeGeometry.For(
        new InputSpec { Width = BoxFamily.InputSide, Height = BoxFamily.InputSide, Resize = mode }, width, height);

    private readonly record struct PixelCorners(double Left, double Top, double Right, double Bottom)
    {
        public TestBox ToInput(ResizeGeometry g)
        {
            var (x, y) = ((double)g.ScaledWidth / g.CropWidth, (double)g.ScaledHeight / g.CropHeight);
            return new TestBox(
                (float)(((Left - g.CropLeft) * x) + g.PadLeft), (float)(((Top - g.CropTop) * y) + g.PadTop),
                (float)(((Right - g.CropLeft) * x) + g.PadLeft), (float)(((Bottom - g.CropTop) * y) + g.PadTop));
        }

        public bool IsWithinAPixelOf(BoundingBox box, int width, int height) =>
            Math.Abs((box.Left * (double)width) - Left) <= 1 && Math.Abs((box.Top * (double)height) - Top) <= 1
            && Math.Abs((box.Right * (double)width) - Right) <= 1 && Math.Abs((box.Bottom * (double)height) - Bottom) <= 1;
    }
}
