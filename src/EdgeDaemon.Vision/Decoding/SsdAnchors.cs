namespace EdgeDaemon.Vision.Decoding;

/// <summary>A box that an SSD starts from: centre and size as fractions of the input.</summary>
internal readonly record struct SsdAnchor(float X, float Y, float Width, float Height);

/// <summary>
/// Makes the anchors of an SSD in the model's order: grid by grid, row by row, cell by cell, shape by shape. As
/// <c>ssd_anchor_generator.create_ssd_anchors</c> of the TensorFlow Object Detection API does it.
/// </summary>
internal static class SsdAnchors
{
    private const int FirstStride = 16;

    /// <summary>The first grid has three shapes only; this is the size of the square among them.</summary>
    private const float SmallestScale = 0.1f;

    /// <summary>All anchors of an input of this size, in pixels.</summary>
    public static SsdAnchor[] Make(SsdAnchorSpec spec, int inputWidth, int inputHeight)
    {
        var anchors = new List<SsdAnchor>();
        var (columns, rows) = (DivideUp(inputWidth, FirstStride), DivideUp(inputHeight, FirstStride));
        for (var layer = 0; layer < spec.Layers; layer++)
        {
            var shapes = ShapesOf(spec, layer);
            for (var cell = 0; cell < rows * columns; cell++)
            {
                var (x, y) = (((cell % columns) + 0.5f) / columns, ((cell / columns) + 0.5f) / rows);
                anchors.AddRange(shapes.Select(shape => new SsdAnchor(x, y, shape.Width, shape.Height)));
            }

            (columns, rows) = (DivideUp(columns, 2), DivideUp(rows, 2));
        }

        return [.. anchors];
    }

    private static (float Width, float Height)[] ShapesOf(SsdAnchorSpec spec, int layer)
    {
        var scale = ScaleOf(spec, layer);
        if (layer == 0)
            return [Shape(SmallestScale, 1), Shape(scale, 2), Shape(scale, 0.5f)];
        var between = MathF.Sqrt(scale * ScaleOf(spec, layer + 1));
        return [.. spec.AspectRatios.Select(ratio => Shape(scale, ratio)), Shape(between, 1)];
    }

    /// <summary>From the smallest to the largest scale in equal steps; 1 after the last.</summary>
    private static float ScaleOf(SsdAnchorSpec spec, int layer) =>
        layer >= spec.Layers ? 1
        : spec.Layers == 1 ? spec.MinScale
        : spec.MinScale + ((spec.MaxScale - spec.MinScale) * layer / (spec.Layers - 1));

    private static (float Width, float Height) Shape(float scale, float ratio) =>
        (scale * MathF.Sqrt(ratio), scale / MathF.Sqrt(ratio));

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
