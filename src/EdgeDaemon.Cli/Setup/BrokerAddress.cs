using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeDaemon.Cli.Setup;

/// <summary>Where the broker is, as people write it: <c>HOST</c>, <c>HOST:PORT</c>, <c>mqtt://HOST:PORT</c>, or with TLS <c>mqtts://HOST:PORT</c>.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="HasTls">By TLS?</param>
internal sealed partial record BrokerAddress(string Host, int Port, bool HasTls)
{
    private const int PlainPort = 1883;
    private const int TlsPort = 8883;

    /// <summary>Is it the port that needs no saying?</summary>
    public bool HasUsualPort => Port == UsualPort(HasTls);

    /// <summary>The port that is meant when none is said.</summary>
    public static int UsualPort(bool hasTls) => hasTls ? TlsPort : PlainPort;

    /// <summary>Reads it.</summary>
    /// <param name="text">As above; an IPv6 address with a port stands in brackets.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static BrokerAddress Parse(string text)
    {
        var match = Shape().Match(text);
        var hasTls = match.Groups["scheme"].Value == "mqtts";
        var port = UsualPort(hasTls);
        if (!match.Success || (match.Groups["port"] is { Success: true, Value: var digits } && (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > ushort.MaxValue)))
            throw new FormatException($"'{CommandLine.Printable(text)}' is no broker. Write its name or address, a port behind ':' (1 to 65535), and mqtts:// before it for TLS.");
        return new BrokerAddress(match.Groups["host"].Value, port, hasTls);
    }

    /// <summary>The shortest that reads back as this.</summary>
    public override string ToString() =>
        $"{(HasTls ? "mqtts://" : "")}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}{(HasUsualPort ? "" : $":{Port}")}";

    [GeneratedRegex(@"^((?<scheme>mqtts?)://)?(\[(?<host>[^\]\s]+)\]|(?<host>[^:/@\[\]\s]+)|(?<host>[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%\w+)?)$)(:(?<port>[0-9]{1,9}))?/?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
