using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Vision.Conditions;

/// <summary>
/// Whether it is dark where the camera looks, measured: by the mean brightness of the frames over some seconds. It gets light again at
/// a clearly higher brightness than it got dark at, so that dusk brings one change. One thread; allocates nothing.
/// </summary>
public sealed class DarknessMeter
{
    // Grey levels of 0..255. A lit street at night has 20 to 40, a room by daylight 80 and more.
    private const float DarkBelow = 45;
    private const float LightAbove = 60;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private float _brightness;
    private TimeSpan? _last;

    /// <summary>Mean brightness of the last seconds, 0..255; 0 before the first frame.</summary>
    public float Brightness => _brightness;

    /// <summary>Is it dark? Not before the first frame.</summary>
    public bool IsDark { get; private set; }

    /// <summary>Takes a frame in.</summary>
    public void Observe(LumaPlane plane)
    {
        var sum = 0L;
        foreach (var cell in plane.Cells)
            sum += cell;
        var brightness = plane.Cells.IsEmpty ? 0 : (float)sum / plane.Cells.Length;
        var passed = plane.Timestamp - _last;
        _brightness = passed is { } time ? _brightness + ((brightness - _brightness) * ShareOf(time)) : brightness;
        _last = plane.Timestamp;
        IsDark = _brightness < (IsDark ? LightAbove : DarkBelow);
    }

    /// <summary>Forgets what it measured, because frames stopped.</summary>
    public void Reset() => (_last, _brightness, IsDark) = (null, 0, false);

    private static float ShareOf(TimeSpan passed) =>
        passed <= TimeSpan.Zero ? 0 : 1 - MathF.Exp(-(float)(passed / Memory));
}
