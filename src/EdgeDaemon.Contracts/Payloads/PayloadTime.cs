using System.Globalization;

namespace EdgeDaemon.Contracts.Payloads;

/// <summary>Times as payloads write them.</summary>
public static class PayloadTime
{
    private const long MinUnixMs = -62_135_596_800_000;
    private const long MaxUnixMs = 253_402_300_799_999;

    /// <summary>RFC 3339, UTC, milliseconds: <c>2026-01-02T03:04:05.678Z</c>.</summary>
    /// <param name="unixMilliseconds">Unix time; clamped to the years 1..9999.</param>
    public static string Format(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMilliseconds, MinUnixMs, MaxUnixMs))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
