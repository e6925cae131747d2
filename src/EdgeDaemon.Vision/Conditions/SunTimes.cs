namespace EdgeDaemon.Vision.Conditions;

/// <summary>When the sun rises and sets.</summary>
/// <param name="Rise">Sunrise in UTC, or null when the sun stays up or down all day.</param>
/// <param name="Set">Sunset in UTC, or null likewise.</param>
/// <param name="IsUpAllDay">Without sunrise: does the sun stay up?</param>
public readonly record struct SunTimes(DateTime? Rise, DateTime? Set, bool IsUpAllDay)
{
    // The upper edge of the sun on the horizon: its radius and the refraction of the air, 50 minutes of arc in all.
    private const double HorizonZenith = 90.833;

    // The time of an event changes its own input (the sun moves on); after the third round by less than a second.
    private const int Rounds = 3;

    /// <summary>
    /// The times of one day, by the equations of the Global Monitoring Laboratory of NOAA (the low-precision sun of Meeus, "Astronomical
    /// Algorithms", 1991): within a minute up to 72° of latitude, within ten beyond.
    /// </summary>
    /// <param name="day">The day at the place, by its mean solar time (longitude / 15 h ahead of UTC).</param>
    /// <param name="latitude">Degrees, north positive, −90..90.</param>
    /// <param name="longitude">Degrees, east positive, −180..180.</param>
    public static SunTimes Of(DateOnly day, double latitude, double longitude)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var rise = Minutes(midnight, latitude, longitude, direction: 1);
        var set = Minutes(midnight, latitude, longitude, direction: -1);
        if (double.IsNaN(rise) || double.IsNaN(set))
            return new SunTimes(null, null, CosineOfHourAngle(Sun.At(midnight.AddMinutes(Noon(midnight, longitude))), latitude) < -1);
        return new SunTimes(midnight.AddMinutes(rise), midnight.AddMinutes(set), false);
    }

    /// <summary>Minutes after 0 h UTC of the day; NaN when it does not happen.</summary>
    private static double Minutes(DateTime midnight, double latitude, double longitude, int direction)
    {
        var minutes = Noon(midnight, longitude);
        for (var round = 0; round < Rounds && !double.IsNaN(minutes); round++)
        {
            var sun = Sun.At(midnight.AddMinutes(minutes));
            var hourAngle = double.RadiansToDegrees(Math.Acos(CosineOfHourAngle(sun, latitude)));
            minutes = 720 - (4 * (longitude + (direction * hourAngle))) - sun.EquationOfTimeMinutes;
        }

        return minutes;
    }

    private static double Noon(DateTime midnight, double longitude) =>
        720 - (4 * longitude) - Sun.At(midnight.AddMinutes(720 - (4 * longitude))).EquationOfTimeMinutes;

    /// <summary>Cosine of the sun's hour angle on the horizon; below −1 it never sets, above 1 it never rises.</summary>
    private static double CosineOfHourAngle(in Sun sun, double latitude)
    {
        var phi = double.DegreesToRadians(latitude);
        return (Math.Cos(double.DegreesToRadians(HorizonZenith)) / (Math.Cos(phi) * Math.Cos(sun.DeclinationRadians)))
            - (Math.Tan(phi) * Math.Tan(sun.DeclinationRadians));
    }
}
