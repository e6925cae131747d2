using System.Globalization;
using System.Runtime.InteropServices;
using EdgeDaemon.Linux;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace EdgeDaemon.Console.Serving;

/// <summary>Who is at the other end of the Unix socket, as the kernel says: with <c>ssh -L</c> the user who is logged in.</summary>
internal static class PeerUser
{
    // unix(7): SOL_SOCKET, SO_PEERCRED.
    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;

    /// <summary>The user's number; that of nobody where the kernel does not say.</summary>
    public static uint Of(HttpContext context)
    {
        const uint Nobody = 65534;
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
            return Nobody;
        var peer = default(PeerCredentials);
        var size = socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, MemoryMarshal.AsBytes(new Span<PeerCredentials>(ref peer)));
        return size == Marshal.SizeOf<PeerCredentials>() ? peer.UserId : Nobody;
    }

    /// <summary>A user's name, or the number where there is none.</summary>
    public static string NameOf(uint user)
    {
        try
        {
            var number = user.ToString(CultureInfo.InvariantCulture);
            return File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length > 2 && fields[2] == number)?[0] ?? number;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return user.ToString(CultureInfo.InvariantCulture);
        }
    }
}
