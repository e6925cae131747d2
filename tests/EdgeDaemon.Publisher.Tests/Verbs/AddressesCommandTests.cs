using System.Net;
using EdgeDaemon.Publisher.Verbs;

namespace EdgeDaemon.Publisher.Tests.Verbs;

public sealed class AddressesCommandTests
{
    private static readonly IPAddress Broker = IPAddress.Parse("192.0.2.10");
    private static readonly IPAddress Resolver = IPAddress.Parse("192.0.2.53");

    [Theory]
    [InlineData("192.0.2.10", "192.0.2.10")]
    [InlineData("2001:db8::10", "2001:db8::10")]
    [InlineData("fe80::1%1", "fe80::1")]
    public void AddressesOf_Address_IsAllThatIsNeeded(string host, string expected) =>
        Assert.Equal([IPAddress.Parse(expected)], AddressesCommand.AddressesOf(host, Dns.GetHostAddresses, () => [Resolver]));

    [Fact]
    public void AddressesOf_Name_NeedsTheResolversToo() =>
        Assert.Equal([Broker, Resolver], AddressesCommand.AddressesOf("broker.example", _ => [Broker], () => [Resolver]));

    [Fact]
    public void AddressesOf_ThisMachine_NeedsNobody() =>
        Assert.All(AddressesCommand.AddressesOf("localhost", Dns.GetHostAddresses, () => [Resolver]), address => Assert.True(IPAddress.IsLoopback(address)));

    [Fact]
    public void ResolversIn_ReadsNameserversAndNothingElse() =>
        Assert.Equal(
            [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("fe80::1")],
            AddressesCommand.ResolversIn(["# nameserver 192.0.2.9", "search example.org", "nameserver 192.0.2.1 # first", "nameserver\tfe80::1%eth0", "nameserver nonsense"]));

    [Fact]
    public void Run_NameThatIsNone_Exits69()
    {
        using var folder = new TestKit.TempDirectory();
        var config = PublisherProcess.WriteConfig(folder, 1883);
        File.WriteAllText(config, File.ReadAllText(config).Replace("host: localhost", "host: no-such-broker.invalid", StringComparison.Ordinal));
        using var publisher = new PublisherProcess("addresses", "--config", config);

        Assert.Equal(69, publisher.WaitForExit());
        Assert.Contains("'no-such-broker.invalid' cannot be looked up", publisher.Error, StringComparison.Ordinal);
    }
}
