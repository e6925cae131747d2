namespace EdgeDaemon.Scenes.Optics;

/// <summary>
/// A copy of the frame at no more than 160 pixels a side. Wide blurs and soft surfaces have no detail that needs more, and
/// cost a fraction there. Packed RGB, 8 bit.
/// </summary>
internal sealed class SmallPicture
{
    private const int MaxSide = 160;
    private readonly int _frameWidth;
    private readonly int _frameHeight;
    private readonly int _factor;
    private readonly uint[] _sums;
    private readonly byte[] _line;
    private readonly int[] _blended;
    private readonly (int Index, int Share)[] _columns;
    private readonly (int Index, int Share)[] _rows;

    internal SmallPicture(int frameWidth, int frameHeight)
    {
        (_frameWidth, _frameHeight) = (frameWidth, frameHeight);
        _factor = (Math.Max(frameWidth, frameHeight) + MaxSide - 1) / MaxSide;
        (Width, Height) = ((frameWidth + _factor - 1) / _factor, (frameHeight + _factor - 1) / _factor);
        Pixels = new byte[Width * Height * 3];
        _sums = new uint[Width * 3];
        _line = new byte[Math.Max(Width, Height)];
        _blended = new int[(Width + 1) * 3];
        (_columns, _rows) = (Taps(frameWidth, Width, _factor), Taps(frameHeight, Height, _factor));
    }

    internal int Width { get; }

    internal int Height { get; }

    internal byte[] Pixels { get; }

    /// <summary>Takes the frame in; each small pixel is the mean of those it stands for.</summary>
    internal void TakeFrom(ReadOnlySpan<byte> frame)
    {
        for (var y = 0; y < Height; y++)
        {
            Array.Clear(_sums);
            var rows = Math.Min(_factor, _frameHeight - (y * _factor));
            for (var row = 0; row < rows; row++)
                AddRow(frame.Slice(((y * _factor) + row) * _frameWidth * 3, _frameWidth * 3));
            for (var i = 0; i < _sums.Length; i++)
            {
                var columns = Math.Min(_factor, _frameWidth - (i / 3 * _factor));
                Pixels[(y * _sums.Length) + i] = (byte)(_sums[i] / (uint)(rows * columns));
            }
        }
    }

    /// <summary>Blurs it: three box filters along each side, which together come close to a Gaussian of σ = radius + 0.5.</summary>
    internal void Blur(int radius)
    {
        for (var pass = 0; pass < 3; pass++)
        {
            for (var y = 0; y < Height; y++)
            {
                for (var channel = 0; channel < 3; channel++)
                    BlurLine((y * Width * 3) + channel, 3, Width, radius);
            }

            for (var i = 0; i < Width * 3; i++)
                BlurLine(i, Width * 3, Height, radius);
        }
    }

    /// <summary>Gives it back to the frame, interpolated.</summary>
    internal void CopyTo(Span<byte> frame)
    {
        for (var y = 0; y < _frameHeight; y++)
        {
            BlendRows(_rows[y]);
            var row = frame.Slice(y * _frameWidth * 3, _frameWidth * 3);
            for (int x = 0, i = 0; x < _columns.Length; x++, i += 3)
            {
                var (left, share) = (_columns[x].Index * 3, _columns[x].Share);
                for (var channel = 0; channel < 3; channel++)
                {
                    var sum = (_blended[left + channel] * (256 - share)) + (_blended[left + 3 + channel] * share);
                    row[i + channel] = (byte)((sum + (1 << 15)) >> 16);
                }
            }
        }
    }

    /// <summary>For each frame pixel along a side: the small pixel before its centre, and the next one's share in 1/256.</summary>
    private static (int Index, int Share)[] Taps(int frameSide, int side, int factor)
    {
        var taps = new (int, int)[frameSide];
        for (var i = 0; i < frameSide; i++)
        {
            // Pixel centres: (i + ½) / factor − ½, counted in halves of a frame pixel so that it stays whole.
            var position = Math.Clamp((2 * i) + 1 - factor, 0, (side - 1) * 2 * factor);
            taps[i] = (position / (2 * factor), position % (2 * factor) * 256 / (2 * factor));
        }

        return taps;
    }

    private void AddRow(ReadOnlySpan<byte> row)
    {
        for (int i = 0, cell = 0, column = 0; i < row.Length; i += 3)
        {
            _sums[cell] += row[i];
            _sums[cell + 1] += row[i + 1];
            _sums[cell + 2] += row[i + 2];
            if (++column == _factor)
                (cell, column) = (cell + 3, 0);
        }
    }

    private void BlurLine(int start, int step, int length, int radius)
    {
        for (var i = 0; i < length; i++)
            _line[i] = Pixels[start + (i * step)];
        var (window, sum) = ((2 * radius) + 1, radius);
        for (var i = -radius; i <= radius; i++)
            sum += _line[Math.Clamp(i, 0, length - 1)];
        for (var i = 0; i < length; i++)
        {
            Pixels[start + (i * step)] = (byte)(sum / window);
            sum += _line[Math.Min(i + radius + 1, length - 1)] - _line[Math.Max(i - radius, 0)];
        }
    }

    private void BlendRows((int Index, int Share) tap)
    {
        var stride = Width * 3;
        var top = Pixels.AsSpan(tap.Index * stride, stride);
        var bottom = Pixels.AsSpan(Math.Min(tap.Index + 1, Height - 1) * stride, stride);
        for (var i = 0; i < stride; i++)
            _blended[i] = (top[i] * (256 - tap.Share)) + (bottom[i] * tap.Share);
    }
}
