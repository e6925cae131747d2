namespace EdgeDaemon.Vision.Conditions;

/// <summary>Where the sun is.</summary>
/// <param name="DeclinationRadians">Height above the celestial equator.</param>
/// <param name="EquationOfTimeMinutes">How far a sundial is ahead of an even clock.</param>
internal readonly record struct Sun(double DeclinationRadians, double EquationOfTimeMinutes)
{
    // 1 January 2000, 12 h.
    private const double Epoch = 2451545;
    private const double DaysPerCentury = 36525;
    private const double JulianDayOfUnixEpoch = 2440587.5;

    /// <summary>Its place at a time in UTC. Coefficients: Meeus, chapters 21, 24 and 27, as in NOAA's solar calculator; angles in degrees.</summary>
    public static Sun At(DateTime utc)
    {
        var julianDay = JulianDayOfUnixEpoch + ((utc - DateTime.UnixEpoch).TotalDays);
        var t = (julianDay - Epoch) / DaysPerCentury;
        var meanLongitude = Radians((280.46646 + (t * (36000.76983 + (t * 0.0003032)))) % 360);
        var meanAnomaly = Radians(357.52911 + (t * (35999.05029 - (0.0001537 * t))));
        var eccentricity = 0.016708634 - (t * (0.000042037 + (0.0000001267 * t)));
        var center = (Math.Sin(meanAnomaly) * (1.914602 - (t * (0.004817 + (0.000014 * t)))))
            + (Math.Sin(2 * meanAnomaly) * (0.019993 - (0.000101 * t)))
            + (Math.Sin(3 * meanAnomaly) * 0.000289);
        var node = Radians(125.04 - (1934.136 * t));
        var apparentLongitude = meanLongitude + Radians(center - 0.00569 - (0.00478 * Math.Sin(node)));
        var meanObliquity = 23 + ((26 + ((21.448 - (t * (46.815 + (t * (0.00059 - (t * 0.001813)))))) / 60)) / 60);
        var obliquity = Radians(meanObliquity + (0.00256 * Math.Cos(node)));
        return new Sun(
            Math.Asin(Math.Sin(obliquity) * Math.Sin(apparentLongitude)),
            EquationOfTime(obliquity, meanLongitude, eccentricity, meanAnomaly));
    }

    private static double EquationOfTime(double obliquity, double longitude, double eccentricity, double anomaly)
    {
        var y = Math.Pow(Math.Tan(obliquity / 2), 2);
        var radians = (y * Math.Sin(2 * longitude))
            - (2 * eccentricity * Math.Sin(anomaly))
            + (4 * eccentricity * y * Math.Sin(anomaly) * Math.Cos(2 * longitude))
            - (0.5 * y * y * Math.Sin(4 * longitude))
            - (1.25 * eccentricity * eccentricity * Math.Sin(2 * anomaly));
        return 4 * double.RadiansToDegrees(radians);
    }

    private static double Radians(double degrees) => double.DegreesToRadians(degrees);
}
