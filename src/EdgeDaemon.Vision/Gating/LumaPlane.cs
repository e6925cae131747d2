using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Gating;

/// <summary>
/// A frame's brightness at about an eighth of its size: each cell is the mean of 4 × 2 samples spread over the pixels that it
/// stands for, which takes two thirds of the sensor's noise away. Reads an eighth of the pixels of a 640 × 480 frame, in a quarter of
/// its rows, and less of larger ones. One thread; memory is taken once, so that pictures of many sizes cost
/// no more than those of one.
/// </summary>
public sealed class LumaPlane
{
    private const int SamplesAcross = 4;
    private const int SamplesDown = 2;
    private const int PixelsPerCell = 8;
    private const int MostCellsPerSide = 160;

    // BT.601 in 1/256, as in the conversion of frames.
    private const int RedShare = 77;
    private const int GreenShare = 150;
    private const int BlueShare = 29;

    // Of 8 samples, and of 8 times 256.
    private const int LumaShift = 3;
    private const int RgbShift = 11;

    private readonly byte[] _expanded = new byte[256];
    private readonly byte[] _cells = new byte[MostCellsPerSide * MostCellsPerSide];
    private readonly int[] _sums = new int[MostCellsPerSide];
    private readonly int[] _sampleBytes = new int[MostCellsPerSide * SamplesAcross];
    private (PixelFormat Format, int Width, int Height) _geometry;

    /// <summary>Makes an empty plane.</summary>
    public LumaPlane()
    {
        // Limited range: black is 16 and white 235.
        for (var i = 0; i < _expanded.Length; i++)
            _expanded[i] = (byte)Math.Clamp(((i - 16) * 255 / 219f) + 0.5f, 0, 255);
    }

    /// <summary>Cells per row.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of cells.</summary>
    public int Height { get; private set; }

    /// <summary>When its frame was taken.</summary>
    public TimeSpan Timestamp { get; private set; }

    /// <summary>Brightness per cell, row by row; black 0, white 255, whatever the frame's range.</summary>
    public ReadOnlySpan<byte> Cells => _cells.AsSpan(0, Width * Height);

    /// <summary>Takes a frame in; it is not retained.</summary>
    public void TakeFrom(Frame frame)
    {
        if (_geometry != (frame.Format, frame.Width, frame.Height))
            LayOut(frame);
        Timestamp = frame.Timestamp;
        var isRgb = frame.Format == PixelFormat.Rgb24;
        var pixels = frame.Plane(0);
        var stride = frame.Planes[0].StrideBytes;
        for (var cellRow = 0; cellRow < Height; cellRow++)
        {
            Array.Clear(_sums);
            for (var sample = 0; sample < SamplesDown; sample++)
            {
                var row = Sample((cellRow * SamplesDown) + sample, Height * SamplesDown, frame.Height);
                if (isRgb)
                    AddRgbRow(pixels.Slice(row * stride, stride));
                else
                    AddRow(pixels.Slice(row * stride, stride));
            }

            Finish(_cells.AsSpan(cellRow * Width, Width), isRgb);
        }

        if (frame.Range == ColorRange.Limited && frame.Format is not (PixelFormat.Rgb24 or PixelFormat.Gray8))
            Expand();
    }

    /// <summary>Cells along a side: an eighth of the pixels, at most <see cref="MostCellsPerSide"/> along the longer one.</summary>
    private static int CellsAlong(int side, int longSide)
    {
        var pixelsPerCell = Math.Max(PixelsPerCell, (longSide + MostCellsPerSide - 1) / MostCellsPerSide);
        return Math.Max(1, side / pixelsPerCell);
    }

    /// <summary>The pixel in the middle of the n-th of all samples along a side.</summary>
    private static int Sample(int n, int samples, int pixels) => ((n * 2) + 1) * pixels / (samples * 2);

    private void LayOut(Frame frame)
    {
        _geometry = (frame.Format, frame.Width, frame.Height);
        var longSide = Math.Max(frame.Width, frame.Height);
        (Width, Height) = (CellsAlong(frame.Width, longSide), CellsAlong(frame.Height, longSide));
        var step = frame.Format switch
        {
            PixelFormat.Rgb24 => 3,
            PixelFormat.Yuyv => 2,
            _ => 1,
        };
        for (var i = 0; i < Width * SamplesAcross; i++)
            _sampleBytes[i] = Sample(i, Width * SamplesAcross, frame.Width) * step;
    }

    private void AddRow(ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<int> samples = _sampleBytes;
        ref var start = ref MemoryMarshal.GetReference(row);
        for (var cell = 0; cell < Width; cell++, samples = samples[SamplesAcross..])
            _sums[cell] += At(ref start, samples[0]) + At(ref start, samples[1]) + At(ref start, samples[2]) + At(ref start, samples[3]);
    }

    private void AddRgbRow(ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<int> samples = _sampleBytes;
        ref var start = ref MemoryMarshal.GetReference(row);
        for (var cell = 0; cell < Width; cell++, samples = samples[SamplesAcross..])
        {
            var (a, b, c, d) = (samples[0], samples[1], samples[2], samples[3]);
            var red = At(ref start, a) + At(ref start, b) + At(ref start, c) + At(ref start, d);
            var green = At(ref start, a + 1) + At(ref start, b + 1) + At(ref start, c + 1) + At(ref start, d + 1);
            var blue = At(ref start, a + 2) + At(ref start, b + 2) + At(ref start, c + 2) + At(ref start, d + 2);
            _sums[cell] += (red * RedShare) + (green * GreenShare) + (blue * BlueShare);
        }
    }

    /// <summary>A byte of a row; offsets are those of pixels that every row has, see <see cref="LayOut"/>.</summary>
    private static byte At(ref byte start, int offset) => Unsafe.Add(ref start, offset);

    /// <summary>The means, rounded; both numbers of samples and the shares of the colours are powers of two.</summary>
    private void Finish(Span<byte> cells, bool isRgb)
    {
        var shift = isRgb ? RgbShift : LumaShift;
        var half = 1 << (shift - 1);
        ReadOnlySpan<int> sums = _sums.AsSpan(0, cells.Length);
        for (var cell = 0; cell < cells.Length; cell++)
            cells[cell] = (byte)((sums[cell] + half) >> shift);
    }

    private void Expand()
    {
        for (var i = 0; i < Width * Height; i++)
            _cells[i] = _expanded[_cells[i]];
    }
}
