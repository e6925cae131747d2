using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration;
using EdgeDaemon.Console.Serving;
using EdgeDaemon.Journal;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Console.Tests;

/// <summary>A console in this process, on a Unix socket in a folder of its own, over a real configuration and a real journal.</summary>
internal sealed class ConsoleRig : IAsyncDisposable
{
    /// <summary>A camera that is drawn.</summary>
    public const string Scene = "source: {type: scene, fps: 10}\nmodel: person-vehicle-animal\n";

    private readonly TempDirectory _folder = new();
    private ConsoleServer? _server;

    /// <param name="camera">The keys of its one camera, <c>porch</c>, below its name.</param>
    /// <param name="port">Port of the broker.</param>
    public ConsoleRig(string camera = Scene, int port = 1)
    {
        var indented = string.Join('\n', camera.TrimEnd().Split('\n').Select(line => "    " + line));
        File.WriteAllText(ConfigPath, $$"""
            # A device for tests.
            device: {id: unit}
            models: {directory: "{{Path.Combine(Assets.RepositoryRoot, "models")}}"}
            journal: {directory: journal, cursor_directory: cursor}   # here
            console: {socket: "{{FrameSocket}}"}
            commands: {socket: null}
            mqtt: {host: 127.0.0.1, port: {{port}}}
            cameras:
              - name: porch   # the only one
            {{indented}}

            """);
    }

    public string ConfigPath => _folder["edgedaemon.yaml"];

    public string FrameSocket => _folder["frames.sock"];

    public string Socket => _folder["own", "console.sock"];

    public string ConfigText => File.ReadAllText(ConfigPath);

    public DaemonConfig Config => ConfigLoader.Load(ConfigPath).Config!;

    public JournalOptions Journal => JournalOptions.From(Config.Journal);

    public string Token => Gatekeeper.Token;

    public async Task<HttpClient> StartAsync()
    {
        _server = ConsoleServer.Create(new ConsoleOptions { ConfigPath = ConfigPath, Listen = Socket });
        await _server.StartAsync();
        return Client();
    }

    /// <summary>A client as the console's own pages are: same origin, with the token.</summary>
    public HttpClient Client(bool withToken = true)
    {
        var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, stop) => new NetworkStream(await ConnectAsync(stop), ownsSocket: true) }) { BaseAddress = new Uri("http://localhost:8080") };
        if (withToken)
            client.DefaultRequestHeaders.Add(Gatekeeper.TokenHeader, Token);
        return client;
    }

    public async Task<Socket> ConnectAsync(CancellationToken stop = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), stop);
        return socket;
    }

    public static async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    /// <summary>Sends what no client of .NET would send, and gives back the status line.</summary>
    public async Task<string> SendRawAsync(string head)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(head));
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadLineAsync() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }
}
