using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using EdgeDaemon.Configuration;
using MQTTnet.Channel;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// Makes one connection to a broker, TLS included: MQTTnet would layer TLS itself, but says of a failure only that there was one.
/// </summary>
/// <param name="config">Where to.</param>
/// <param name="longestPacket">Bytes of the largest packet that is taken.</param>
/// <param name="opened">Called when the connection stands.</param>
/// <param name="greeting">Called when CONNECT is about to leave.</param>
/// <param name="answered">Called with the first bytes that come.</param>
/// <exception cref="MqttException">A file of TLS cannot be used. Nothing was sent, and nothing is sent in clear.</exception>
internal sealed class BrokerConnector(
    MqttConfig config, int longestPacket, Action opened, Action greeting, Action<ReadOnlySpan<byte>> answered)
    : IMqttClientStreamProvider, IDisposable
{
    private readonly TlsFiles? _files = config.Tls is { } tls ? TlsFiles.Load(tls) : null;

    /// <summary>Why there is no connection, in words; null so far.</summary>
    public string? Failure { get; private set; }

    /// <summary>The connection; null so far.</summary>
    public BrokerStream? Stream { get; private set; }

    /// <summary>Did the broker ask for a client certificate when there was none?</summary>
    public bool ClientCertificateWanted { get; private set; }

    private string Broker => $"{config.Host}:{config.Port}";

    /// <inheritdoc/>
    public async Task<Stream> ConnectAsync(EndPoint brokerEndPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(brokerEndPoint, cancellationToken).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: false);
            if (_files is not null)
                stream = await SecureAsync(stream, _files, cancellationToken).ConfigureAwait(false);
            Stream = new BrokerStream(stream, socket, longestPacket, greeting, answered);
            opened();
            return Stream;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException or OperationCanceledException)
                Failure ??= $"{Broker} cannot be reached: {(e is SocketException ? e.Message : "no answer in time")}.";
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream?.Dispose();
        _files?.Dispose();
    }

    private async Task<Stream> SecureAsync(Stream plain, TlsFiles files, CancellationToken cancellationToken)
    {
        string? objection = null;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = config.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = files.ChainPolicy(),
            ClientCertificateContext = files.ClientCertificate,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                (objection = TlsFailure.OfBroker(certificate, chain, errors, config)) is null,
        };
        if (files.ClientCertificate is null)
        {
            // Called again with the broker's certificate when it asks for ours; there is none to choose.
            options.LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
            {
                ClientCertificateWanted |= remote is not null;
                return null!;
            };
        }

        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch (Exception e)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            if (e is AuthenticationException or IOException or OperationCanceledException)
                Failure = $"TLS with {Broker} failed: {objection ?? Describe(e)}.";
            throw;
        }
    }

    private string Describe(Exception e) =>
        TlsFailure.OfClient(e, ClientCertificateWanted, config) ??
        (e is OperationCanceledException ? "no answer in time; does it speak TLS there?" : $"{TlsFailure.Root(e)}; does it speak TLS there?");
}
