using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Vision.Tests.Gating;

/// <summary>A grey 320 × 240 picture with some structure, sensor noise, a light and a square, shown to a gate at 10 frames per second.</summary>
internal sealed class GateScene(MotionGate gate, double noiseSigma = 2)
{
    public const int Width = 320;
    public const int Height = 240;
    private readonly Random _random = new(5);
    private readonly LumaPlane _plane = new();
    private readonly FramePool _pool = new();
    private int _frame;

    /// <summary>Factor on all brightness.</summary>
    public double Light { get; set; } = 1;

    /// <summary>Left, top and side of a bright square in pixels.</summary>
    public (int Left, int Top, int Side)? Square { get; set; }

    /// <summary>Does the tracker want frames?</summary>
    public bool IsUnsettled { get; set; }

    public GateDecision Next()
    {
        using var frame = _pool.Rent(PixelFormat.Gray8, Width, Height);
        for (var i = 0; i < frame.Bytes.Length; i++)
            frame.Bytes[i] = (byte)Math.Clamp((At(i % Width, i / Width) * Light) + (Noise() * noiseSigma) + 0.5, 0, 255);
        frame.Timestamp = TimeSpan.FromSeconds(_frame++ / 10.0);
        _plane.TakeFrom(frame);
        return gate.Decide(_plane, IsUnsettled);
    }

    public GateReason[] Next(int frames) => [.. Enumerable.Range(0, frames).Select(_ => Next().Reason)];

    private double At(int x, int y) =>
        Square is { } square && x >= square.Left && x < square.Left + square.Side && y >= square.Top && y < square.Top + square.Side
            ? 180
            : 60 + (x / 40 * 10) + (y / 60 * 8);

    private double Noise() => _random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 1.5;
}
