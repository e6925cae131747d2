using System.Text;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>What is wrong with the address of a network camera, and how to write it. No message repeats more of it than a character.</summary>
public static class CameraAddressRules
{
    private static readonly string[] Schemes = ["rtsp", "rtsps", "http", "https"];

    /// <summary>The first fault of an address, secrets included or not; null when there is none.</summary>
    /// <returns>What it has, such as <c>has no host</c>, and what to do about it.</returns>
    public static (string Problem, string Remedy)? FindFault(string address)
    {
        var (scheme, rest) = address.Split("://", 2) is [var first, var second] && first.All(char.IsAsciiLetterOrDigit) ? (first, second) : ("", address);
        if (scheme.Length == 0)
            return ("has no scheme", "Begin it with rtsp://, rtsps://, http:// or https://.");
        if (!Schemes.Contains(scheme.ToLowerInvariant()))
            return ($"has the scheme {YamlText.Quote(scheme)}, which is not supported", NearestName.Suggest(scheme, Schemes));

        var end = rest.IndexOfAny(['/', '?', '#']) is >= 0 and var found ? found : rest.Length;
        var at = rest.LastIndexOf('@', Math.Max(0, end - 1));
        var (user, host) = (rest[..Math.Max(0, at)], rest[(at + 1)..end]);
        // A password with one of these in it: what stands before would be taken for the host.
        if (rest.IndexOf('@', end) >= 0 && (FaultOfHost(host) is not null || (host.Contains(':') && host[0] != '[' && !host.Contains('.'))))
            return Misplaced(rest[end], "user or password");
        return FaultOf(user, "user or password", "") ?? FaultOfHost(host) ?? FaultOf(rest[end..], "path", "#");
    }

    private static (string Problem, string Remedy)? FaultOf(string part, string where, string refused)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var c = part[i];
            var isEscape = part.Length > i + 2 && char.IsAsciiHexDigit(part[i + 1]) && char.IsAsciiHexDigit(part[i + 2]);
            if (c is <= ' ' or > '~' or '\'' or '"' or '\\' || refused.Contains(c) || (c == '%' && !isEscape))
                return Misplaced(c, where);
        }

        return null;
    }

    private static (string Problem, string Remedy)? FaultOfHost(string host)
    {
        if (host.Count(c => c == ':') > 1 && host[0] != '[')
            return ("has an IPv6 address without brackets", "Write it as [fe80::1], and a port behind the brackets.");
        var nameEnd = host.StartsWith('[') ? host.IndexOf(']') + 1 : host.IndexOf(':') is >= 0 and var colon ? colon : host.Length;
        var (name, port) = (host[..nameEnd], host[nameEnd..]);
        if (name.Length == 0)
            return ("has no host", "Write the camera's name or IP address behind ://.");
        var isAddress = name[0] == '[' && name.Length > 3 && name[1..^1].All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
        if (!isAddress && !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            return ("has a host that is none", "Write the camera's name or IP address; an IPv6 address in brackets.");
        if (port.Length > 0 && !(port[0] == ':' && port.Length <= 6 && port[1..].All(char.IsAsciiDigit) && int.TryParse(port[1..], out var number) && number is > 0 and <= ushort.MaxValue))
            return ("has a port that is no number from 1 to 65535", "Write it behind the host, as in cam.local:554, or leave it out.");
        return null;
    }

    private static (string Problem, string Remedy) Misplaced(char c, string where) =>
        ($"has {(c == ' ' ? "a space" : char.IsControl(c) ? "a control character" : $"the character {c}")} in its {where}",
            char.IsControl(c) ? "Remove it." : $"Write {Escape(c)} for it.");

    private static string Escape(char c) => string.Concat(Encoding.UTF8.GetBytes([c]).Select(b => $"%{b:X2}"));
}
