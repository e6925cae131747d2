using System.Globalization;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli.Annotation;

/// <summary>Draws what a model saw onto a picture, for people who would rather look than read.</summary>
internal static class Annotator
{
    // One pixel of a character or line per this many pixels of the picture's shorter side.
    private const double PixelsPerUnit = 220;
    private const int LargestUnit = 8;

    /// <summary>Draws the labels of a classification in the corner, objects with boxes, landmarks and labels, and the boxes of segments.</summary>
    /// <param name="frame">An <see cref="PixelFormat.Rgb24"/> frame; it may be smaller than the picture was.</param>
    /// <param name="size">Size of the original picture, whose pixels <paramref name="seen"/> is in.</param>
    /// <param name="seen">What was seen.</param>
    public static void Draw(Frame frame, (int Width, int Height) size, PredictOutput seen)
    {
        var canvas = new Canvas(frame, size);

        // The best last, so that nothing covers it.
        foreach (var segment in (seen.Segments ?? []).Reverse())
        {
            foreach (var box in segment.Boxes)
                canvas.Box(box, segment.Index, Text($"{segment.Label} {segment.Area:P0}"));
        }

        foreach (var found in (seen.Detections ?? []).Reverse())
        {
            var name = found.SubLabels is [var best, ..] ? $"{found.Label}, {best.Label}" : found.Label;
            canvas.Box(found.Box, found.Index, Text($"{name} {found.Score:F2}"));
            foreach (var point in found.Landmarks ?? [])
                canvas.Point(point, found.Index);
        }

        var line = 0;
        foreach (var label in seen.Labels ?? [])
            canvas.Line(Text($"{label.Label} {label.Score:F2}"), line++, label.Index);
        if (seen.Embedding is { } vector)
            canvas.Line(Text($"{vector.Dim} features"), line, label: 0);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The picture, in pixels of the original.</summary>
    private readonly ref struct Canvas(Frame frame, (int Width, int Height) size)
    {
        private readonly Painter _painter = Painter.On(frame);
        private readonly int _unit = Math.Clamp((int)Math.Round(Math.Min(frame.Width, frame.Height) / PixelsPerUnit), 1, LargestUnit);

        private int LineHeight => (BitmapFont.Height + 3) * _unit;

        /// <summary>A box with its label above it, or inside where there is no room above.</summary>
        public void Box(double[] box, int label, string text)
        {
            var color = PaintColor.Of(label);
            var (left, top, right, bottom) = (X(box[0]), Y(box[1]), X(box[2]), Y(box[3]));
            _painter.Outline(left, top, Math.Max(right, left + 1), Math.Max(bottom, top + 1), 2 * _unit, color);
            Tag(text, left, top >= LineHeight ? top - LineHeight : top, color);
        }

        /// <summary>A mark.</summary>
        public void Point(double[] point, int label)
        {
            var (x, y) = (X(point[0]), Y(point[1]));
            _painter.Fill(x - (2 * _unit), y - (2 * _unit), x + (2 * _unit), y + (2 * _unit), PaintColor.Of(label).ToContrast());
            _painter.Fill(x - _unit, y - _unit, x + _unit, y + _unit, PaintColor.Of(label));
        }

        /// <summary>A line of text in the corner.</summary>
        public void Line(string text, int number, int label) => Tag(text, 0, number * LineHeight, PaintColor.Of(label));

        /// <summary>A text on a plate that stays inside the picture where it fits.</summary>
        private void Tag(string text, int left, int top, PaintColor color)
        {
            var plate = ((text.Length * BitmapFont.Advance) + 3) * _unit;
            left = Math.Max(0, Math.Min(left, frame.Width - plate));
            _painter.Fill(left, top, left + plate, top + LineHeight, color);
            _painter.Write(text, left + (2 * _unit), top + (2 * _unit), _unit, color.ToContrast());
        }

        private int X(double x) => (int)Math.Round(x * frame.Width / size.Width);

        private int Y(double y) => (int)Math.Round(y * frame.Height / size.Height);
    }
}
