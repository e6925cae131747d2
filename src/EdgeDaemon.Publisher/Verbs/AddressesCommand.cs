using System.Net;
using System.Net.Sockets;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary>
/// <c>edgedaemon-publish addresses</c>: where the publisher has to go and nowhere else, one address a line. The unit's firewall is
/// set from it.
/// </summary>
internal static class AddressesCommand
{
    private const string Resolvers = "/etc/resolv.conf";

    /// <summary>Prints them; returns the exit code.</summary>
    public static int Run(string configPath, TextWriter output, TextWriter error)
    {
        if (Configuration.Load(configPath, error) is not { } config)
            return ExitCodes.Config;
        try
        {
            foreach (var address in AddressesOf(config.Mqtt.Host, Dns.GetHostAddresses, () => ResolversIn(File.ReadLines(Resolvers))).Distinct())
                output.WriteLine(address);
            return ExitCodes.Ok;
        }
        catch (SocketException e)
        {
            error.WriteLine($"edgedaemon-publish: the broker's name '{config.Mqtt.Host}' cannot be looked up: {e.Message}");
            return ExitCodes.Unavailable;
        }
    }

    /// <summary>
    /// The broker's addresses and, where it has a name, those of the machines that must be asked for them. This machine asks nobody
    /// for its own name.
    /// </summary>
    internal static IEnumerable<IPAddress> AddressesOf(
        string host, Func<string, IPAddress[]> lookUp, Func<IEnumerable<IPAddress>> resolvers)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [WithoutScope(literal)];
        var addresses = lookUp(host);
        return addresses.All(IPAddress.IsLoopback) ? addresses : addresses.Select(WithoutScope).Concat(ReadOrNone(resolvers));
    }

    /// <summary>The name servers in the lines of a resolv.conf(5).</summary>
    internal static IEnumerable<IPAddress> ResolversIn(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var server, ..] && IPAddress.TryParse(server, out var address))
                yield return WithoutScope(address);
        }
    }

    private static List<IPAddress> ReadOrNone(Func<IEnumerable<IPAddress>> resolvers)
    {
        try
        {
            return [.. resolvers()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without the file the system asks its own machine, which is always allowed.
            return [];
        }
    }

    /// <summary>A firewall rule knows no interfaces: fe80::1%eth0 is fe80::1 to it.</summary>
    private static IPAddress WithoutScope(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
}
