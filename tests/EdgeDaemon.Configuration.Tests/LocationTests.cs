using System.Reflection;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Configuration.Tests;

/// <summary>Where the device stands is for sunrise and sunset on the device; nothing that leaves it has a place for that.</summary>
public sealed class LocationTests
{
    private static readonly string[] Words = ["latitude", "longitude", "location"];

    [Fact]
    public void PayloadsAndRecords_HaveNoPlaceForALocation()
    {
        var leaving = typeof(EventPayload).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith(typeof(EventPayload).Namespace!, StringComparison.Ordinal) == true)
            .Append(typeof(LabelRecord)).ToList();

        Assert.Contains(typeof(StatusPayload), leaving);
        Assert.All(leaving.SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance)), member =>
        {
            Assert.DoesNotContain(Words, word => member.Name.Contains(word, StringComparison.OrdinalIgnoreCase));
            Assert.NotEqual(typeof(LocationConfig), (member as PropertyInfo)?.PropertyType);
        });
    }
}
