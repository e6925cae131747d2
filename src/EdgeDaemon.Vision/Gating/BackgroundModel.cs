using System.Runtime.Intrinsics;

namespace EdgeDaemon.Vision.Gating;

/// <summary>
/// What a still scene looks like, cell by cell, and how much each cell varies by itself: a running mean and a running mean
/// deviation. A cell has changed when it differs by more than its own noise explains, so that rain, leaves and a dark, grainy
/// picture raise the bar where they are and only there.
/// </summary>
/// <remarks>
/// Before cells are compared, the background is brightened or darkened by the median of all ratios, so that clouds, dusk and
/// automatic exposure are no change. What goes further, a lamp switched on, changes most cells from one frame to the next; that
/// is not left to the comparison: the new picture becomes the background at once. Allocates when the size of the plane changes.
/// </remarks>
internal sealed class BackgroundModel
{
    private const float StartNoise = 2;
    private const float NoiseFactor = 6;
    private const float DarkestForRatio = 12;
    private const int RatioSteps = 128;
    private const int RatioStride = 4;
    private const int LearningFrames = 8;

    // Cells that are looked at together.
    private const int Block = 16;
    private static readonly TimeSpan StillMemory = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MovingMemory = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan NoiseMemory = TimeSpan.FromSeconds(8);

    private readonly int[] _ratios = new int[RatioSteps * 4];
    private float[] _mean = [];
    private float[] _noise = [];
    private byte[] _previous = [];
    private bool[] _changed = [];
    private bool[] _changedBefore = [];
    private bool[] _moving = [];
    private TimeSpan _last;
    private int _frames;

    /// <summary>Is the background not known yet?</summary>
    public bool IsLearning => _frames < LearningFrames;

    /// <summary>Which cells have changed in the last frame.</summary>
    public ReadOnlySpan<bool> Changed => _changed;

    /// <summary>Which cells had changed in the frame before it.</summary>
    public ReadOnlySpan<bool> ChangedBefore => _changedBefore;

    /// <summary>Which of the changed cells also differ from the frame before: what is there has not come to rest.</summary>
    public ReadOnlySpan<bool> Moving => _moving;

    /// <summary>Takes a plane in.</summary>
    /// <param name="plane">The frame's brightness.</param>
    /// <param name="hidden">Cells that are left out.</param>
    /// <param name="parameters">What counts as a change.</param>
    /// <returns>Whether the light, or the whole view, changed with this frame; no cell counts as changed then.</returns>
    public bool Observe(LumaPlane plane, ReadOnlySpan<bool> hidden, MotionParameters parameters)
    {
        var cells = plane.Cells;
        if (_mean.Length != cells.Length)
            Begin(cells, plane.Timestamp);
        (_changed, _changedBefore) = (_changedBefore, _changed);
        var isLighting = _frames > 0 && JumpShare(cells, hidden, parameters.Threshold) >= parameters.LightingShare;
        if (isLighting || _frames == 0)
            Adopt(cells);
        else
            Compare(cells, hidden, parameters.Threshold, plane.Timestamp - _last);
        cells.CopyTo(_previous);
        _last = plane.Timestamp;
        _frames = Math.Min(_frames + 1, LearningFrames);
        return isLighting;
    }

    /// <summary>Forgets the scene.</summary>
    public void Reset() => (_mean, _frames) = ([], 0);

    private void Begin(ReadOnlySpan<byte> cells, TimeSpan timestamp)
    {
        (_mean, _noise) = (new float[cells.Length], new float[cells.Length]);
        (_previous, _moving) = (new byte[cells.Length], new bool[cells.Length]);
        (_changed, _changedBefore) = (new bool[cells.Length], new bool[cells.Length]);
        (_last, _frames) = (timestamp, 0);
        Array.Fill(_noise, StartNoise);
    }

    private void Adopt(ReadOnlySpan<byte> cells)
    {
        for (var i = 0; i < cells.Length; i++)
            _mean[i] = cells[i];
        Array.Clear(_changed);
        Array.Clear(_moving);
    }

    private float JumpShare(ReadOnlySpan<byte> cells, ReadOnlySpan<bool> hidden, float threshold)
    {
        var least = Vector128.Create((byte)Math.Clamp(threshold, 0, byte.MaxValue));
        var (jumped, at) = (0, 0);
        for (; at + Block <= cells.Length; at += Block)
        {
            var (now, before) = (Vector128.Create(cells[at..]), Vector128.Create(_previous.AsSpan(at)));
            if (Vector128.GreaterThanAny(Vector128.Max(now, before) - Vector128.Min(now, before), least))
                jumped += CountJumps(cells, hidden, threshold, at, at + Block);
        }

        jumped += CountJumps(cells, hidden, threshold, at, cells.Length);
        var visible = cells.Length - hidden[..cells.Length].Count(true);
        return visible == 0 ? 0 : (float)jumped / visible;
    }

    private int CountJumps(ReadOnlySpan<byte> cells, ReadOnlySpan<bool> hidden, float threshold, int from, int to)
    {
        var jumped = 0;
        for (var i = from; i < to; i++)
        {
            if (!hidden[i] && Math.Abs(cells[i] - _previous[i]) > MathF.Max(threshold, NoiseFactor * _noise[i]))
                jumped++;
        }

        return jumped;
    }

    private void Compare(ReadOnlySpan<byte> cells, ReadOnlySpan<bool> hidden, float threshold, TimeSpan passed)
    {
        // While the background is learned, the plain mean of all frames so far.
        var first = 1f / (_frames + 1);
        var pace = new Pace(
            threshold, MedianRatio(cells, hidden), IsLearning ? first : Share(passed, StillMemory), IsLearning ? first : Share(passed, MovingMemory),
            IsLearning ? first / 2 : Share(passed, NoiseMemory));
        Array.Clear(_changed);
        Array.Clear(_moving);
        var at = 0;
        for (; at + Block <= cells.Length; at += Block)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(cells[at..]));
            CompareFour(Vector128.WidenLower(low), cells, hidden, pace, at);
            CompareFour(Vector128.WidenUpper(low), cells, hidden, pace, at + 4);
            CompareFour(Vector128.WidenLower(high), cells, hidden, pace, at + 8);
            CompareFour(Vector128.WidenUpper(high), cells, hidden, pace, at + 12);
        }

        CompareEach(cells, hidden, pace, at, cells.Length);
    }

    /// <summary>Most cells of most frames are as they were: four at a time, unless one of them is not.</summary>
    private void CompareFour(Vector128<uint> four, ReadOnlySpan<byte> cells, ReadOnlySpan<bool> hidden, in Pace pace, int at)
    {
        var seen = Vector128.ConvertToSingle(four.AsInt32());
        var (mean, noise) = (Vector128.Create(_mean.AsSpan(at)), Vector128.Create(_noise.AsSpan(at)));
        var size = Vector128.Abs(seen - Vector128.Min(mean * pace.Gain, Vector128.Create(255f)));
        if (Vector128.GreaterThanAny(size, Vector128.Max(Vector128.Create(pace.Threshold), noise * NoiseFactor)))
        {
            CompareEach(cells, hidden, pace, at, at + Vector128<float>.Count);
            return;
        }

        (mean + ((seen - mean) * pace.ToStill)).CopyTo(_mean, at);
        (noise + ((size - noise) * pace.ToNoise)).CopyTo(_noise, at);
    }

    private void CompareEach(ReadOnlySpan<byte> cells, ReadOnlySpan<bool> hidden, in Pace pace, int from, int to)
    {
        var (mean, noise) = (_mean, _noise);
        for (var i = from; i < to; i++)
        {
            var size = MathF.Abs(cells[i] - MathF.Min(mean[i] * pace.Gain, 255));
            var limit = MathF.Max(pace.Threshold, NoiseFactor * noise[i]);
            if (size <= limit)
            {
                mean[i] += (cells[i] - mean[i]) * pace.ToStill;
                noise[i] += (size - noise[i]) * pace.ToNoise;
                continue;
            }

            var isMoving = Math.Abs(cells[i] - _previous[i]) > limit;
            (_changed[i], _moving[i]) = (!hidden[i], isMoving && !hidden[i]);
            // What has come to rest is soon part of the scene; what keeps moving is not.
            mean[i] += (cells[i] - mean[i]) * (isMoving ? pace.ToMoving : pace.ToStill);
            // A passing object must not make a cell deaf, what comes again and again shall: it counts little at a time.
            if (isMoving)
                noise[i] += (MathF.Min(size, limit * 2) - noise[i]) * (pace.ToNoise / 4);
        }
    }

    private static float Share(TimeSpan passed, TimeSpan memory) =>
        passed <= TimeSpan.Zero ? 0 : 1 - MathF.Exp(-(float)(passed / memory));

    private float MedianRatio(ReadOnlySpan<byte> cells, ReadOnlySpan<bool> hidden)
    {
        Array.Clear(_ratios);
        var count = 0;
        // Every fourth cell knows the light as well as all of them do.
        for (var i = 0; i < cells.Length; i += RatioStride)
        {
            if (hidden[i] || _mean[i] < DarkestForRatio)
                continue;
            _ratios[Math.Min((int)((cells[i] / _mean[i] * RatioSteps) + 0.5f), _ratios.Length - 1)]++;
            count++;
        }

        // With few cells that are bright enough, one object could pose as the light.
        return count * RatioStride * 4 < cells.Length ? 1 : (float)MiddleOf(count) / RatioSteps;
    }

    private int MiddleOf(int count)
    {
        var (bin, seen) = (0, _ratios[0]);
        while (seen * 2 < count)
            seen += _ratios[++bin];
        return bin;
    }

    /// <summary>How a frame is compared, and how far the background goes along with it.</summary>
    private readonly record struct Pace(float Threshold, float Gain, float ToStill, float ToMoving, float ToNoise);
}
