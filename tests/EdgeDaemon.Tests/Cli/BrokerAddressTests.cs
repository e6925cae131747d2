using EdgeDaemon.Cli.Setup;

namespace EdgeDaemon.Tests.Cli;

public sealed class BrokerAddressTests
{
    [Theory]
    [InlineData("broker.local", "broker.local", 1883, false, "broker.local")]
    [InlineData("broker.local:1884", "broker.local", 1884, false, "broker.local:1884")]
    [InlineData("mqtt://10.0.0.1:1883/", "10.0.0.1", 1883, false, "10.0.0.1")]
    [InlineData("mqtts://broker.local", "broker.local", 8883, true, "mqtts://broker.local")]
    [InlineData("mqtts://broker.local:1883", "broker.local", 1883, true, "mqtts://broker.local:1883")]
    [InlineData("::1", "::1", 1883, false, "[::1]")]
    [InlineData("fe80::1%eth0", "fe80::1%eth0", 1883, false, "[fe80::1%eth0]")]
    [InlineData("mqtts://[fe80::1]:9000", "fe80::1", 9000, true, "mqtts://[fe80::1]:9000")]
    public void Parse_WhatPeopleWrite_ReadsBackAsTheShortest(string text, string host, int port, bool hasTls, string shortest)
    {
        var broker = BrokerAddress.Parse(text);

        Assert.Equal(new BrokerAddress(host, port, hasTls), broker);
        Assert.Equal(shortest, broker.ToString());
        Assert.Equal(broker, BrokerAddress.Parse(shortest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("broker:")]
    [InlineData("broker:0")]
    [InlineData("broker:65536")]
    [InlineData("broker:999999999999")]
    [InlineData("https://broker")]
    [InlineData("user@broker")]
    [InlineData("broker/path")]
    public void Parse_SomethingElse_SaysWhatToWrite(string text) =>
        Assert.Contains($"'{text}' is no broker. Write", Assert.Throws<FormatException>(() => BrokerAddress.Parse(text)).Message, StringComparison.Ordinal);
}
