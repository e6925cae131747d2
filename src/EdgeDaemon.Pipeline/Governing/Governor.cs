using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Linux;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline.Governing;

/// <summary>
/// How much of the configured frame rate the device can bear: less, step by step, while it is too hot, throttled or overloaded, and all of it
/// again once it has been well for a while. The vision process's main thread looks; capture threads read <see cref="Share"/>.
/// </summary>
/// <param name="live">Says from what on.</param>
/// <param name="sensors">Says how the device is.</param>
/// <param name="logger">Hears of each step.</param>
internal sealed partial class Governor(LiveConfig live, DeviceSensors sensors, ILogger logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    // A step takes a quarter off. Heat follows slowly: steps down come one a look, steps up one in six, so that it does not swing.
    private const double StepRatio = 0.75;
    private const int CalmLooks = 6;
    private const double CoolerBy = 5;
    private const double CalmerBy = 0.7;
    private TimeSpan? _nextLook;
    private readonly ILogger _logger = logger;
    private int _calm;
    private double _share = 1;

    /// <summary>Share of the configured frame rate that is allowed, above 0, up to 1. Thread-safe.</summary>
    public double Share => Volatile.Read(ref _share);

    /// <summary>Why it is not 1.</summary>
    public FrameRateLimit LimitedBy { get; private set; }

    /// <summary>Looks at the device, every five seconds at most.</summary>
    /// <param name="now">Time on a clock that nothing sets.</param>
    public void Look(TimeSpan now)
    {
        if (now < _nextLook)
            return;
        _nextLook = now + Period;
        var limits = live.Current.Governor;
        var (temperature, pressure) = (limits.Temperature is null ? null : sensors.ReadTemperature(), limits.Pressure is null ? null : sensors.ReadPressure());
        var strain = limits.Temperature is not null && sensors.ReadThrottling() is { Length: > 0 } ? FrameRateLimit.Throttling
            : temperature >= limits.Temperature ? FrameRateLimit.Temperature
            : pressure >= limits.Pressure ? FrameRateLimit.Pressure
            : FrameRateLimit.None;
        if (strain != FrameRateLimit.None)
        {
            _calm = 0;
            Set(Math.Max(limits.Least, Share * StepRatio), strain);
        }
        else if (Share < 1 && !(temperature > limits.Temperature - CoolerBy) && !(pressure > limits.Pressure * CalmerBy) && ++_calm >= CalmLooks)
        {
            _calm = 0;
            Set(Math.Min(1, Share / StepRatio), LimitedBy);
        }
    }

    private void Set(double share, FrameRateLimit by)
    {
        // Steps up end at exactly 1, whatever rounding left.
        share = share > 0.99 ? 1 : share;
        (var before, LimitedBy) = (Share, share < 1 ? by : FrameRateLimit.None);
        if (share == before)
            return;
        Volatile.Write(ref _share, share);
        if (share < before)
            LogLess(share * 100, by);
        else
            LogMore(share * 100);
    }

    [LoggerMessage(1501, LogLevel.Warning, "Fewer frames are looked at, {Percent:F0} % of the configured rate, because of {Reason}.")]
    private partial void LogLess(double percent, FrameRateLimit reason);

    [LoggerMessage(1502, LogLevel.Information, "The device has been well for half a minute: {Percent:F0} % of the configured frame rate.")]
    private partial void LogMore(double percent);
}
