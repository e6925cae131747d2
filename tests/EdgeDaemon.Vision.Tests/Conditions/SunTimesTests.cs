using EdgeDaemon.Vision.Conditions;

namespace EdgeDaemon.Vision.Tests.Conditions;

public sealed class SunTimesTests
{
    /// <summary>Example 25.a and 28.b of Meeus, "Astronomical Algorithms": 13 October 1992, 0 h.</summary>
    [Fact]
    public void Sun_ExampleOfMeeus_IsWhereTheBookHasIt()
    {
        var sun = Sun.At(new DateTime(1992, 10, 13, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal(-7.78507, double.RadiansToDegrees(sun.DeclinationRadians), 1e-4);
        Assert.Equal(13.71, sun.EquationOfTimeMinutes, 0.02);
    }

    /// <summary>Sunrise and sunset by the local clock as almanacs and weather services publish them, to the minute.</summary>
    [Theory]
    [InlineData("London", "2015-12-22", 51.51, -0.13, 0, "08:04", "15:53")]
    [InlineData("Berlin", "2015-12-22", 52.52, 13.40, 1, "08:15", "15:54")]
    [InlineData("Rome", "2015-12-22", 41.90, 12.50, 1, "07:34", "16:42")]
    [InlineData("Madrid", "2015-12-22", 40.42, -3.70, 1, "08:34", "17:51")]
    [InlineData("Cairo", "2015-12-22", 30.04, 31.24, 2, "06:47", "16:59")]
    [InlineData("New York", "2021-12-21", 40.71, -74.01, -5, "07:16", "16:31")]
    [InlineData("Los Angeles", "2021-12-21", 34.05, -118.24, -8, "06:54", "16:47")]
    [InlineData("Anchorage", "2021-12-21", 61.22, -149.90, -9, "10:14", "15:41")]
    [InlineData("Helsinki", "2022-12-21", 60.17, 24.94, 2, "09:23", "15:12")]
    [InlineData("Reykjavik", "2022-12-21", 64.15, -21.94, 0, "11:21", "15:29")]
    [InlineData("London", "2024-06-20", 51.51, -0.13, 1, "04:43", "21:21")]
    [InlineData("Sydney", "2024-12-21", -33.87, 151.21, 11, "05:41", "20:05")]
    public void Of_PublishedTimes_AgreeWithinTwoMinutes(
        string city, string day, double latitude, double longitude, int utcOffset, string rise, string set)
    {
        var local = new DateTimeOffset(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(utcOffset)).AddHours(12);

        var times = LocalDay.At(local, latitude, longitude);

        Near(rise, times.Sunrise);
        Near(set, times.Sunset);

        void Near(string expected, TimeSpan? actual) => Assert.True(
            actual is { } time && Math.Abs((time - TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)).TotalMinutes) <= 2,
            $"{city}: expected {expected}, got {actual}");
    }

    [Theory]
    [InlineData("2024-06-21", true)]
    [InlineData("2024-12-21", false)]
    public void Of_TromsoAtTheSolstices_SunStaysUpOrDown(string day, bool isUp)
    {
        var times = SunTimes.Of(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), 69.65, 18.96);

        Assert.Equal(new SunTimes(null, null, isUp), times);
    }

    [Fact]
    public void Of_EveryDayAndPlace_IsOrderedAndNoonIsInTheMiddle()
    {
        for (var latitude = -60; latitude <= 60; latitude += 15)
        {
            for (var longitude = -180; longitude <= 180; longitude += 45)
            {
                for (var day = new DateOnly(2025, 1, 1); day.Year == 2025; day = day.AddDays(13))
                {
                    var times = SunTimes.Of(day, latitude, longitude);
                    var length = times.Set!.Value - times.Rise!.Value;
                    var noon = times.Rise.Value + (length / 2) - day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
                    Assert.InRange(length.TotalHours, 5, 19);
                    Assert.InRange(noon.TotalHours, 11.7 - (longitude / 15.0), 12.3 - (longitude / 15.0));
                }
            }
        }
    }
}
