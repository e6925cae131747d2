using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// Looks every 8-bit sample up in a table of ready-made elements, one table per channel: exact for every mean and std, the
/// same code for all element types, and quantised inputs never become floats.
/// </summary>
internal sealed class TensorRowWriter<T> : TensorRowWriter
    where T : unmanaged
{
    private const int Levels = 256;

    private readonly InputSpec _spec;
    private readonly T[] _table;
    private readonly T[] _padding;

    public TensorRowWriter(InputSpec spec, Func<double, T> cast)
    {
        _spec = spec;
        _table = new T[spec.Channels * Levels];
        for (var i = 0; i < _table.Length; i++)
            _table[i] = cast(InputSpecRules.Normalise(spec, i / Levels, i % Levels));
        _padding = [.. Enumerable.Range(0, spec.Channels).Select(channel => _table[(channel * Levels) + spec.PadValue])];
    }

    public override void Write(ReadOnlySpan<byte> rgbx, Tensor destination, int y, int left)
    {
        var elements = destination.As<T>();
        var width = rgbx.Length / RowSampler.BytesPerPixel;
        if (_spec.Color == ColorOrder.Gray)
        {
            WriteGray(rgbx, elements.Slice((y * _spec.Width) + left, width));
            return;
        }

        if (_spec.Layout == TensorLayout.Nhwc)
        {
            WriteInterleaved(rgbx, elements.Slice(((y * _spec.Width) + left) * 3, width * 3));
            return;
        }

        for (var channel = 0; channel < 3; channel++)
            WritePlane(rgbx, channel, elements.Slice((((channel * _spec.Height) + y) * _spec.Width) + left, width));
    }

    public override void Pad(Tensor destination, in ResizeGeometry geometry)
    {
        var (right, bottom) = (geometry.PadLeft + geometry.ScaledWidth, geometry.PadTop + geometry.ScaledHeight);
        PadRows(destination, 0, geometry.PadTop, 0, _spec.Width);
        PadRows(destination, bottom, _spec.Height, 0, _spec.Width);
        PadRows(destination, geometry.PadTop, bottom, 0, geometry.PadLeft);
        PadRows(destination, geometry.PadTop, bottom, right, _spec.Width);
    }

    private void WritePlane(ReadOnlySpan<byte> rgbx, int channel, Span<T> row)
    {
        var table = _table.AsSpan(channel * Levels, Levels);
        var source = rgbx[SourceByte(channel)..];
        for (var x = 0; x < row.Length; x++)
            row[x] = table[source[x * RowSampler.BytesPerPixel]];
    }

    private void WriteInterleaved(ReadOnlySpan<byte> rgbx, Span<T> row)
    {
        var first = _table.AsSpan(0, Levels);
        var second = _table.AsSpan(Levels, Levels);
        var third = _table.AsSpan(2 * Levels, Levels);
        var (firstByte, thirdByte) = (SourceByte(0), SourceByte(2));
        for (var x = 0; row.Length >= 3; x += RowSampler.BytesPerPixel, row = row[3..])
        {
            row[0] = first[rgbx[x + firstByte]];
            row[1] = second[rgbx[x + 1]];
            row[2] = third[rgbx[x + thirdByte]];
        }
    }

    private void WriteGray(ReadOnlySpan<byte> rgbx, Span<T> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var pixel = rgbx.Slice(x * RowSampler.BytesPerPixel, RowSampler.BytesPerPixel);
            row[x] = _table[LumaOf(pixel[0], pixel[1], pixel[2])];
        }
    }

    private void PadRows(Tensor destination, int top, int bottom, int left, int right)
    {
        if (left == right)
            return;
        var elements = destination.As<T>();
        var width = _spec.Width;
        for (var y = top; y < bottom; y++)
        {
            if (_spec.Layout == TensorLayout.Nhwc)
            {
                PadInterleaved(elements[(((y * width) + left) * _padding.Length)..(((y * width) + right) * _padding.Length)]);
                continue;
            }

            for (var channel = 0; channel < _padding.Length; channel++)
                elements.Slice((((channel * _spec.Height) + y) * width) + left, right - left).Fill(_padding[channel]);
        }
    }

    private void PadInterleaved(Span<T> row)
    {
        for (; row.Length > 0; row = row[_padding.Length..])
            _padding.CopyTo(row);
    }

    private int SourceByte(int channel) => _spec.Color == ColorOrder.Bgr ? 2 - channel : channel;

    private static int LumaOf(byte red, byte green, byte blue) =>
        (int)((0.299 * red) + (0.587 * green) + (0.114 * blue) + 0.5);
}
