using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Probing;

/// <summary>
/// Goes to the broker stage by stage: name, connection, TLS, login, a message there, and the same message back; then
/// one to each other program's tree that the configuration writes to. It stops at the first stage that the later ones need.
/// </summary>
internal sealed class BrokerProbe(DaemonConfig config, TimeSpan patience)
{
    private readonly MqttConfig _mqtt = config.Mqtt;
    private readonly string _root = new TopicNames(config.Mqtt.Prefix, config.DeviceId).Root;

    private string Broker => $"{_mqtt.Host}:{_mqtt.Port}";

    /// <summary>The stages as they are passed, the last one possibly a failure.</summary>
    public IEnumerable<ProbeStage> Run()
    {
        var dns = LookUp(out var addresses);
        yield return dns;
        if (dns.IsFailure)
            yield break;
        var tcp = Connect(addresses);
        yield return tcp;
        if (tcp.IsFailure)
            yield break;
        foreach (var stage in Speak())
            yield return stage;
    }

    private ProbeStage LookUp(out IPAddress[] addresses)
    {
        addresses = [];
        if (IPAddress.TryParse(_mqtt.Host, out var literal))
        {
            addresses = [literal];
            return ProbeStage.Pass("dns", $"{literal} needs no look-up");
        }

        try
        {
            addresses = Dns.GetHostAddresses(_mqtt.Host);
            return ProbeStage.Pass("dns", $"{_mqtt.Host} is {string.Join(", ", addresses.Select(address => address.ToString()))}");
        }
        catch (SocketException e)
        {
            return ProbeStage.Fail("dns", $"'{_mqtt.Host}' cannot be looked up: {e.Message}", "Check 'mqtt.host' and this machine's name servers.");
        }
    }

    private ProbeStage Connect(IPAddress[] addresses)
    {
        var failures = new List<string>();
        foreach (var address in addresses)
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                using var limit = new CancellationTokenSource(patience);
                socket.ConnectAsync(new IPEndPoint(address, _mqtt.Port), limit.Token).AsTask().GetAwaiter().GetResult();
                return ProbeStage.Pass("tcp", $"{address} answers at port {_mqtt.Port}");
            }
            catch (SocketException e)
            {
                failures.Add($"{address}: {e.Message}");
            }
            catch (OperationCanceledException)
            {
                failures.Add($"{address}: no answer within {patience.TotalSeconds:0.#} s");
            }
        }

        return ProbeStage.Fail("tcp", $"nobody answers at port {_mqtt.Port} ({string.Join("; ", failures)})", "Is the broker running, is the port right, is a firewall in between?");
    }

    private IEnumerable<ProbeStage> Speak()
    {
        var topic = $"{_root}/doctor";
        var warnings = new List<string>();
        var options = new MqttTransportOptions
        {
            // Its own identifier: with the publisher's, the broker would throw the publisher out.
            Mqtt = _mqtt with { ClientId = $"{_mqtt.ClientId}-probe-{Guid.NewGuid().ToString("N")[..8]}" },
            Warn = warnings.Add,
        };
        using var transport = new MqttNetTransport(options, TimeProvider.System);
        var echo = new EchoObserver(topic);
        transport.Start(echo);
        if (echo.AwaitSession(patience + patience) is not { } session)
        {
            yield return Refusal(echo.LastReason);
            yield break;
        }

        yield return _mqtt.Tls is null
            ? ProbeStage.Warn("tls", "not used: labels go over the network in the clear", "Add 'mqtt.tls' unless the broker is on this machine.")
            : ProbeStage.Pass("tls", "the broker's certificate is trusted and names it");
        var version = session.Protocol == MqttProtocol.V5 ? "5" : "3.1.1";
        yield return warnings.Count > 0
            ? ProbeStage.Warn("auth", $"accepted, MQTT {version}; {string.Join(" ", warnings)}", "chmod 600 the file, or make it a credential.")
            : ProbeStage.Pass("auth", $"accepted, MQTT {version}{(_mqtt.Username is null ? ", without a login" : "")}");
        foreach (var stage in ThereAndBack(transport, echo, topic, version))
            yield return stage;
        transport.Stop(TimeSpan.FromSeconds(1));
    }

    private ProbeStage Refusal(string? reason)
    {
        var text = reason ?? $"{Broker} did not answer";
        return text.Contains("TLS", StringComparison.Ordinal)
            ? ProbeStage.Fail("tls", text, "Check 'mqtt.tls', the broker's certificate, and this machine's clock.")
            : ProbeStage.Fail("auth", text, "Check 'mqtt.username', 'mqtt.password_file' and 'mqtt.tls'.");
    }

    private IEnumerable<ProbeStage> ThereAndBack(MqttNetTransport transport, EchoObserver echo, string topic, string version)
    {
        transport.TrySubscribe(topic);
        var payload = Guid.NewGuid().ToString("N");
        var there = Write("publish", topic, $"{_root}/#");
        yield return there;
        if (there.IsFailure)
            yield break;
        yield return echo.AwaitEcho(payload, patience)
            ? ProbeStage.Pass("receive", "the message came back")
            : ProbeStage.Warn("receive", $"the message did not come back on '{topic}'",
                $"Publishing works without it; 'watch' needs 'topic read {_root}/#' in the broker's access rules, and commands 'topic read {_root}/cmd/#'.");
        // Beside what a hub listens to: the real topics would be taken for something.
        if (_mqtt.HomeAssistant is { } hub)
            yield return Write("home_assistant", $"{hub.Prefix}/device/edgedaemon_{config.DeviceId}/doctor", $"{hub.Prefix}/device/edgedaemon_{config.DeviceId}/#");
        if (_mqtt.Frigate is { } frigate)
            yield return Write("frigate", $"{frigate.Prefix}/{config.DeviceId}/doctor", $"{frigate.Prefix}/#");

        ProbeStage Write(string name, string to, string filter)
        {
            var message = new MqttMessage(to, Encoding.ASCII.GetBytes(payload), Retain: false);
            var publishing = transport.PublishAsync(message);
            var answer = AwaitAnswer(publishing);
            // Some brokers hang up after they have refused a message: the one before this.
            if (publishing.IsCanceled && echo.AwaitReconnection(patience))
                answer = AwaitAnswer(transport.PublishAsync(message));
            if (answer is { IsSuccess: true })
                return ProbeStage.Pass(name, $"'{to}' is acknowledged: {answer}{(version == "5" ? "" : "; MQTT 3.1.1 cannot say whether the access rules let it through")}");
            var text = answer?.ToString() ?? "no answer";
            return ProbeStage.Fail(name, $"the broker does not take a message on '{to}': {text}", $"Add 'topic write {filter}' for this user to the broker's access rules (that is mosquitto's form).");
        }
    }

    private MqttReason? AwaitAnswer(Task<MqttReason> publishing) =>
        Task.WhenAny(publishing).Wait(patience) && publishing.IsCompletedSuccessfully ? publishing.Result : null;
}
