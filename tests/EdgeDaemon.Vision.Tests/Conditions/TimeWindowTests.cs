using System.Globalization;
using EdgeDaemon.Vision.Conditions;

namespace EdgeDaemon.Vision.Tests.Conditions;

public sealed class TimeWindowTests
{
    private static readonly LocalDay Spring = new(TimeSpan.FromHours(6), TimeSpan.FromHours(20), null);

    [Theory]
    [InlineData("08:00", "17:00", "08:00", true)]
    [InlineData("08:00", "17:00", "17:00", false)]
    [InlineData("22:00", "06:00", "23:59", true)]
    [InlineData("22:00", "06:00", "05:59", true)]
    [InlineData("22:00", "06:00", "12:00", false)]
    [InlineData("07:00", "07:00", "03:00", true)]
    public void Contains_ClockTimes_HandComputed(string from, string to, string now, bool expected) =>
        Assert.Equal(expected, new TimeWindow(Clock(from), Clock(to)).Contains(Time(now), LocalDay.Anywhere));

    [Theory]
    [InlineData(0, 0, "21:00", true)]
    [InlineData(0, 0, "05:59", true)]
    [InlineData(0, 0, "06:00", false)]
    [InlineData(-30, 30, "19:30", true)]
    [InlineData(-30, 30, "06:29", true)]
    [InlineData(-30, 30, "19:29", false)]
    public void Contains_Night_GoesFromSunsetToSunrise(int afterSunset, int afterSunrise, string now, bool expected) =>
        Assert.Equal(expected, Night(afterSunset, afterSunrise).Contains(Time(now), Spring));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Contains_NoSunriseToday_NightIsAllOrNothing(bool isSunUp, bool expected) =>
        Assert.Equal(expected, Night(0, 0).Contains(Time("12:00"), new LocalDay(null, null, isSunUp)));

    [Fact]
    public void Contains_SunWithoutAPlace_IsEmpty()
    {
        Assert.False(Night(0, 0).Contains(Time("00:00"), LocalDay.Anywhere));
        Assert.False(new TimeWindow(Clock("12:00"), new DayTime(DayAnchor.Sunset, default)).Contains(Time("13:00"), LocalDay.Anywhere));
    }

    [Fact]
    public void Contains_SunsetAfterMidnight_WrapsRound()
    {
        // Reykjavik in June: the sun sets at four minutes past midnight.
        var day = new LocalDay(TimeSpan.FromHours(3), TimeSpan.FromMinutes(4), null);

        Assert.False(Night(0, 0).Contains(Time("00:03"), day));
        Assert.True(Night(0, 0).Contains(Time("00:05"), day));
        Assert.False(Night(0, 0).Contains(Time("12:00"), day));
    }

    private static TimeWindow Night(int afterSunset, int afterSunrise) => new(
        new DayTime(DayAnchor.Sunset, TimeSpan.FromMinutes(afterSunset)), new DayTime(DayAnchor.Sunrise, TimeSpan.FromMinutes(afterSunrise)));

    private static DayTime Clock(string time) => new(DayAnchor.Midnight, Time(time));

    private static TimeSpan Time(string time) => TimeSpan.Parse(time, CultureInfo.InvariantCulture);
}
