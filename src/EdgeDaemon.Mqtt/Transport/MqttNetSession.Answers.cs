using EdgeDaemon.Configuration;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeDaemon.Mqtt.Transport;

/// <content>What a broker's answers, and their absence, mean.</content>
internal sealed partial class MqttNetSession
{
    private ConnectFailure? Judge(MqttClientConnectResult answer)
    {
        var code = (int)answer.ResultCode;
        var reason = code < 0x80 ? MqttReason.FromConnectReturnCode(code) : new MqttReason((byte)code);
        if (!reason.IsSuccess)
            return Refused(reason, answer.ReasonString);
        var keepAlive = _options.Mqtt.KeepAlive;
        var receiveMaximum = OrNone(answer.ReceiveMaximum, ushort.MaxValue);
        if (_version == MqttProtocol.V5)
        {
            if (answer.MaximumQoS == MqttQualityOfServiceLevel.AtMostOnce)
            {
                SayFarewell();
                return Refused(MqttReason.QosNotSupported, null);
            }

            (_mayRetain, _mayUseWildcards) = (answer.RetainAvailable, answer.WildcardSubscriptionAvailable);
            _longestPacket = OrNone(answer.MaximumPacketSize, uint.MaxValue);
            if (answer.ServerKeepAlive > 0 && answer.ServerKeepAlive < keepAlive.TotalSeconds)
                keepAlive = TimeSpan.FromSeconds(answer.ServerKeepAlive);
        }

        if (!_mayRetain)
            _warn($"{Broker} keeps no messages: whoever subscribes learns a state only when it changes next.");
        _watch = new LifeWatch(keepAlive, _time);
        lock (_lock)
            (_window, _open) = ((int)Math.Min((uint)_options.Mqtt.Window, receiveMaximum), true);
        return null;
    }

    /// <summary>MQTTnet says 0 where the broker said nothing; 0 itself would break the standard.</summary>
    private static uint OrNone(uint? limit, uint none) => limit is null or 0 ? none : limit.Value;

    private ConnectFailure Refused(MqttReason reason, string? text) => new(
        reason == MqttReason.QosNotSupported
            ? $"{Broker} does QoS 0 only, with which labels get lost: nothing is published there, the labels are kept. Allow QoS 1 at the broker."
            : $"{Broker} refused the connection: {reason}{MqttNetMapping.Said(text)}.{(reason.Code is 0x86 or 0x87 ? " Check mqtt.username and mqtt.password_file." : "")}",
        reason);

    private ConnectFailure Explain(Exception failure)
    {
        if (_connector.Failure is { } unreached)
            return new ConnectFailure(unreached);
        if (_connector.Stream is not { } stream)
            return new ConnectFailure($"{Broker} cannot be reached: {(_limit.IsCancellationRequested ? "no answer in time" : TlsFailure.Root(failure))}.");
        if (stream.Fault is MqttException foul)
            return new ConnectFailure($"{Broker} does not do as MQTT says: {foul.Message}.");
        var protocol = _options.Mqtt.Tls is null ? "plain MQTT" : "MQTT over TLS";
        if (_limit.IsCancellationRequested)
            return new ConnectFailure($"{Broker} did not answer within {_options.AnswerTimeout.TotalSeconds:0.#} s; does it speak {protocol} there?");

        // With TLS 1.3 a broker refuses our certificate, or that there is none, after the handshake.
        if (_options.Mqtt.Tls is not null && !stream.HasHeard && TlsFailure.OfClient(stream.Fault, _connector.ClientCertificateWanted, _options.Mqtt) is { } refused)
            return new ConnectFailure($"TLS with {Broker} failed: {refused}.");
        return stream.HasHeard
            ? new ConnectFailure($"{Broker} answered with something that is not MQTT; does it speak {protocol} there?")
            : new ConnectFailure($"{Broker} hung up before it answered; does it speak {protocol} there?", HungUp: true);
    }

    private string EndReason(MqttClientDisconnectedEventArgs end)
    {
        var code = (int)end.Reason;
        if (_connector.Stream?.Fault is MqttException foul)
            return foul.Message;
        if (code < 0x80)
            return end.Exception is { } failure ? TlsFailure.Root(failure) : "closed";
        var reason = new MqttReason((byte)code);
        if (reason == MqttReason.SessionTakenOver)
            End = MqttEnd.TakenOver;
        var hint = End == MqttEnd.TakenOver
            ? $"; another client calls itself '{_options.Mqtt.ClientId}', give each device its own device.id or mqtt.client_id"
            : "";
        return $"{reason}{MqttNetMapping.Said(end.ReasonString)}{hint}";
    }
}
