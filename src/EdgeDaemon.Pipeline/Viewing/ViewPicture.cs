using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Contracts.Viewing;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Pipeline.Viewing;

/// <summary>A picture as it is handed over.</summary>
/// <param name="Message">Header, boxes and JPEG file.</param>
internal sealed record ViewPicture(byte[] Message);

/// <summary>Makes pictures of frames, not larger than a page shows them. Not thread-safe.</summary>
internal sealed class ViewPainter
{
    private const int MostWidth = 960;
    private const int Quality = 75;

    // A face that fills a box of a person is some four blocks high; of a whole picture there are 24 blocks in a row.
    private const int BlocksInARow = 40;
    private const int BlocksInARowOfHidden = 24;

    /// <summary>What a box leaves out at its edges, as a share of its sides.</summary>
    private const float Margin = 0.15f;

    private (TensorPacker Packer, Tensor Pixels)? _canvas;

    /// <summary>Makes a picture.</summary>
    /// <param name="frame">The frame; not retained.</param>
    /// <param name="isFull">Show people as they are?</param>
    /// <param name="people">Where people are; null: nobody knows.</param>
    /// <param name="boxes">What was seen.</param>
    public ViewPicture Paint(Frame frame, bool isFull, BoundingBox[]? people, ViewBox[] boxes)
    {
        var width = Math.Min(frame.Width, MostWidth);
        var height = Math.Max(1, (int)Math.Round(frame.Height * (double)width / frame.Width));
        var (packer, pixels) = CanvasOf(width, height);
        packer.Pack(frame, pixels);
        if (!isFull)
            Mask(pixels.Bytes, width, height, people);
        var status = isFull ? ViewStatus.Full : people is null ? ViewStatus.Hidden : ViewStatus.Masked;
        var jpeg = JpegEncoder.Encode(pixels.Bytes, width, height, isGray: false, Quality);
        var header = new ViewHeader(ViewRequest.Mark, (ushort)status, (ushort)boxes.Length, (uint)jpeg.Length, (ushort)width, (ushort)height, 0);
        return new ViewPicture([.. MemoryMarshal.AsBytes(new ReadOnlySpan<ViewHeader>(in header)), .. MemoryMarshal.AsBytes(boxes.AsSpan()), .. jpeg]);
    }

    private static void Mask(Span<byte> pixels, int width, int height, BoundingBox[]? people)
    {
        if (people is null)
        {
            Pixelation.Apply(pixels, width, height, (0, 0, 1, 1), Math.Max(4, width / BlocksInARowOfHidden));
            return;
        }

        foreach (var box in people)
        {
            var (x, y) = ((box.Right - box.Left) * Margin, (box.Bottom - box.Top) * Margin);
            // Blocks grow with the box: a face close to the camera must not show in small ones.
            var block = Math.Max(width / BlocksInARow, (int)((box.Right - box.Left) * width / 6));
            Pixelation.Apply(pixels, width, height, (box.Left - x, box.Top - y, box.Right + x, box.Bottom + y), Math.Max(4, block));
        }
    }

    private (TensorPacker Packer, Tensor Pixels) CanvasOf(int width, int height)
    {
        if (_canvas is { } known && known.Packer.Spec.Width == width && known.Packer.Spec.Height == height)
            return known;
        var spec = new InputSpec { Width = width, Height = height, Layout = TensorLayout.Nhwc, ElementType = TensorElementType.UInt8 };
        var canvas = (new TensorPacker(spec), new Tensor(new TensorSpec("picture", TensorElementType.UInt8, [1, height, width, spec.Channels])));
        _canvas = canvas;
        return canvas;
    }
}
