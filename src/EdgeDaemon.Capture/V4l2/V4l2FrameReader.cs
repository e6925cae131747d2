using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>
/// Makes a frame of what a camera delivered: the one copy of a raw frame, without the padding of its rows, or the decoding of
/// a JPEG. Gray frames of limited range are stretched as they are copied, because a gray frame has no range of its own.
/// One thread; allocates nothing per frame.
/// </summary>
internal sealed class V4l2FrameReader : IDisposable
{
    private readonly V4l2Agreement _agreed;
    private readonly V4l2Options _options;
    private readonly FramePool _pool;
    private readonly string _name;
    private readonly JpegDecoder? _jpeg;
    private readonly byte[]? _stretch;

    /// <param name="name">What the camera is called in messages: <c>camera '/dev/video0'</c>.</param>
    /// <param name="agreed">What its frames are.</param>
    /// <param name="options">Which inputs JPEGs are decoded for.</param>
    /// <param name="pool">Lends the frames.</param>
    internal V4l2FrameReader(string name, V4l2Agreement agreed, V4l2Options options, FramePool pool)
    {
        (_name, _agreed, _options, _pool) = (name, agreed, options, pool);
        if (agreed.Format == CameraFormat.Mjpeg)
            _jpeg = new JpegDecoder();
        if (agreed is { Format: CameraFormat.Grey, Range: ColorRange.Limited })
            _stretch = StretchTable();
    }

    /// <summary>Makes the frame; the caller owns it.</summary>
    /// <exception cref="FrameDecodeException">The content is cut off or damaged.</exception>
    internal Frame Read(ReadOnlySpan<byte> content)
    {
        if (_jpeg is not null)
            return _jpeg.Decode(content, _pool, _name, _options.Inputs);
        var needed = BytesNeeded();
        if (content.Length < needed)
            throw new FrameDecodeException($"A frame of {_name} has {content.Length} bytes; expected {needed} for {_agreed.Width}×{_agreed.Height}.");
        var frame = _pool.Rent(CameraFormats.PixelsOf(_agreed.Format), _agreed.Width, _agreed.Height);
        frame.Range = _stretch is null ? _agreed.Range : ColorRange.Full;
        var offset = 0;
        for (var i = 0; i < frame.Planes.Length; i++)
        {
            var stride = StrideOf(i);
            CopyPlane(content[offset..], stride, frame.Plane(i), frame.Planes[i]);
            offset += stride * frame.Planes[i].Rows;
        }

        return frame;
    }

    /// <inheritdoc/>
    public void Dispose() => _jpeg?.Dispose();

    private void CopyPlane(ReadOnlySpan<byte> source, int stride, Span<byte> destination, in FramePlane plane)
    {
        if (stride == plane.StrideBytes && _stretch is null)
        {
            source[..destination.Length].CopyTo(destination);
            return;
        }

        for (var y = 0; y < plane.Rows; y++)
        {
            var from = source.Slice(y * stride, plane.WidthBytes);
            var to = destination.Slice(y * plane.StrideBytes, plane.WidthBytes);
            if (_stretch is null)
                from.CopyTo(to);
            else
                Stretch(from, to, _stretch);
        }
    }

    /// <summary>To the end of the last row's samples: not every driver counts the padding behind them.</summary>
    private int BytesNeeded()
    {
        var (width, height, stride) = (_agreed.Width, _agreed.Height, _agreed.StrideBytes);
        return _agreed.Format switch
        {
            CameraFormat.Yuyv => (stride * (height - 1)) + (width * 2),
            CameraFormat.Nv12 => (stride * height) + (stride * ((height / 2) - 1)) + width,
            CameraFormat.Yu12 => (stride * height) + (stride / 2 * (height - 1)) + (width / 2),
            _ => (stride * (height - 1)) + width,
        };
    }

    private int StrideOf(int plane) => _agreed.Format == CameraFormat.Yu12 && plane > 0 ? _agreed.StrideBytes / 2 : _agreed.StrideBytes;

    private static void Stretch(ReadOnlySpan<byte> from, Span<byte> to, byte[] table)
    {
        for (var x = 0; x < from.Length; x++)
            to[x] = table[from[x]];
    }

    private static byte[] StretchTable()
    {
        const double Black = 16;
        const double Range = 219;
        var table = new byte[256];
        for (var i = 0; i < table.Length; i++)
            table[i] = (byte)Math.Clamp(Math.Round((i - Black) * 255 / Range), 0, 255);
        return table;
    }
}
