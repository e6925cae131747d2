using EdgeDaemon.Configuration;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Mqtt.Tests.Transport;

public sealed class ProtocolChoiceTests
{
    [Fact]
    public void Auto_RefusedByName_Stays311UntilASessionEnded()
    {
        var choice = new ProtocolChoice(MqttProtocol.Auto);

        Assert.Equal(MqttProtocol.V5, choice.Next);
        Assert.True(choice.OnVersionRefused());
        Assert.Equal(MqttProtocol.V311, choice.Next);
        Assert.False(choice.OnHungUp());
        Assert.Equal(MqttProtocol.V311, choice.Next);
        choice.OnSessionEnded();
        Assert.Equal(MqttProtocol.V5, choice.Next);
    }

    [Fact]
    public void Auto_HungUp_TakesTurns()
    {
        var choice = new ProtocolChoice(MqttProtocol.Auto);

        Assert.True(choice.OnHungUp());
        Assert.Equal(MqttProtocol.V311, choice.Next);
        Assert.False(choice.OnHungUp());
        Assert.Equal(MqttProtocol.V5, choice.Next);
    }

    /// <summary>A connection that is cut says nothing of the broker; with 3.1.1 what it refuses from then on would count as delivered.</summary>
    [Fact]
    public void Auto_HungUpAfterASessionOf5_Stays5()
    {
        var choice = new ProtocolChoice(MqttProtocol.Auto);
        choice.OnSessionBegan();
        choice.OnSessionEnded();

        Assert.False(choice.OnHungUp());
        Assert.Equal(MqttProtocol.V5, choice.Next);
        Assert.True(choice.OnVersionRefused()); // another broker is there now, and says so
        Assert.Equal(MqttProtocol.V311, choice.Next);
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public void Fixed_WhateverHappens_StaysAsConfigured(MqttProtocol configured)
    {
        var choice = new ProtocolChoice(configured);

        Assert.False(choice.OnVersionRefused());
        Assert.False(choice.OnHungUp());
        choice.OnSessionEnded();
        Assert.Equal(configured, choice.Next);
    }
}
