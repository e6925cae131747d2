using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Commands;

namespace EdgeDaemon.Publisher.Tests.Commands;

/// <summary>Messages on command topics that must have no effect, whatever they look like; the same for the same seed.</summary>
internal sealed class MalformedCommands(string root, int seed)
{
    private static readonly string[] Good =
    [
        """{"camera":"porch","seconds":600}""", """{"camera":"porch"}""", """{"camera":"porch","label":"person","score":0.6}""",
        """{"camera":"porch","level":"count"}""", """{"event":"5-17"}""", """{"item":3}""", "{}", """{"from":0,"limit":200}""", "{}",
    ];

    private static readonly string[] Values =
    [
        "null", "[]", "{}", "\"\"", "\"\\u0000\"", "-1", "1e400", "NaN", "tru", "\"../../etc/passwd\"", "\"$(reboot)\"", "\"' OR 1=1\"", "18446744073709551616",
        "\"porch\\/yard\"", "\"Porch\"", "\"porch \"", "\"#\"", "[\"porch\"]", "{\"camera\":\"porch\"}", "\"\\ud800\"",
    ];

    private static readonly string[] ElsewhereTopics =
    [
        "homeassistant/status", "edgedaemon/other/reply/x", "a", "#", "+/+", "", "$SYS/broker/uptime", "edgedaemon/unit", "edgedaemon/unit/availability",
        "edgedaemon/unit/reply", "edgedaemon/unit/reply/", "edgedaemon/unit/reply/a/b", "edgedaemon/unit/reply/..", "edgedaemon/unit/cmd/pause",
        "edgedaemon/unitreply/x", "/edgedaemon/unit/reply/x",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next one.</summary>
    public MqttReceived Next()
    {
        var code = _random.Next(Good.Length);
        var topic = $"{root}/cmd/{CommandNames.All[code]}";
        var good = Encoding.UTF8.GetBytes(Good[code]);
        var reply = _random.Next(3) == 0 ? $"{root}/reply/fuzz" : null;
        return _random.Next(12) switch
        {
            0 => new MqttReceived(topic, good, Retained: true) { ResponseTopic = reply },
            1 => new MqttReceived(topic, good, false) { ResponseTopic = Pick(ElsewhereTopics) },
            2 => new MqttReceived(topic, good, false) { CorrelationData = new byte[_random.Next(129, 1000)], ResponseTopic = reply },
            3 => new MqttReceived(topic, [.. good, .. new byte[CommandParser.MaxBytes]], false) { ResponseTopic = reply },
            4 => new MqttReceived($"{root}/cmd/{UnknownName()}", good, false) { ResponseTopic = reply },
            5 => Wrong(topic, good[..^_random.Next(1, good.Length)], reply),
            6 => Wrong(topic, Bytes(_random.Next(1, 80)), reply),
            7 => Wrong(topic, [.. good, .. Encoding.UTF8.GetBytes(Pick("{}", "x", ",", "\u0000", "null", "//", good.Length > 2 ? "}" : "]"))], reply),
            8 => Wrong(topic, Encoding.UTF8.GetBytes($"{{\"{Pick("exec", "Camera", "cam\\u0065ra ", "topic", "__proto__", "")}\":{Pick(Values)}{(good.Length > 2 ? "," + Good[code][1..] : "}")}"), reply),
            9 => Wrong(topic, Encoding.UTF8.GetBytes($"{{\"{Pick("camera", "label", "seconds", "score", "level", "event", "item", "from", "limit", "paused")}\":{Pick(Values)}}}"), reply),
            10 => Wrong(topic, Encoding.UTF8.GetBytes(Nested(_random.Next(1, 150))), reply),
            _ => Wrong(topic, Encoding.UTF8.GetBytes($"{{\"camera\":\"{UnknownName()}\"}}"), reply),
        };
    }

    private static MqttReceived Wrong(string topic, byte[] payload, string? reply) => new(topic, payload, false) { ResponseTopic = reply };

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"camera\":", depth)) + "1" + new string('}', depth);

    private string UnknownName() => Pick("reboot", "PAUSE", "pause/x", "", "..", "pause ", "no-such-camera", "x" + _random.Next().ToString(CultureInfo.InvariantCulture));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        // Not by accident a good one.
        bytes[0] = (byte)(bytes[0] | 0x80);
        return bytes;
    }

    private string Pick(params string[] from) => from[_random.Next(from.Length)];
}
