using EdgeDaemon.Configuration;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Mqtt.Tests.Transport;

public sealed class PublishRulesTests
{
    public static TheoryData<string> Topics => new("t", "a/b", new string('t', 120), new string('ü', 8000));

    [Theory]
    [MemberData(nameof(Topics))]
    public async Task Check_AnyMessage_CountsWhatIsSent(string topic)
    {
        using var broker = new ScriptedBroker();
        var observer = new RecordingObserver();
        using var transport = new MqttNetTransport(MqttTransportContract.Options(broker.Port), TimeProvider.System);
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");
        foreach (var size in (int[])[0, 100, 128, 16384])
        {
            var plain = new MqttMessage(topic, new byte[size], Retain: true);
            foreach (var message in (MqttMessage[])[plain, plain with { ContentType = "text/plain", ExpirySeconds = 7, CorrelationData = new byte[5], UserProperties = [new("näme", "value"), new("b", new string('x', 130))] }])
            {
                await MqttTransportContract.Answer(transport.PublishAsync(message));
                Assert.Equal(broker.Publishes.Last().Bytes, PublishRules.Check(message, MqttProtocol.V5));
            }
        }
    }

    public static TheoryData<MqttMessage> Wrong => new(
        new MqttMessage("t", ReadOnlyMemory<byte>.Empty, false) { ContentType = "a\0" },
        new MqttMessage("t", ReadOnlyMemory<byte>.Empty, false) { CorrelationData = new byte[65536] },
        new MqttMessage("t", ReadOnlyMemory<byte>.Empty, false) { UserProperties = [new("a", new string('x', 65536))] },
        new MqttMessage(new string('ü', 32768), ReadOnlyMemory<byte>.Empty, false));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_NotMqtt_SaysWhat(MqttMessage message) =>
        Assert.Contains("is not valid MQTT: ", Assert.Throws<ArgumentException>(() => PublishRules.Check(message, MqttProtocol.V5)).Message, StringComparison.Ordinal);
}
