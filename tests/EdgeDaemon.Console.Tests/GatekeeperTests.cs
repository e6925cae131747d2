using System.Net;

namespace EdgeDaemon.Console.Tests;

/// <summary>Who is let in, and what another page in the same browser cannot do.</summary>
public sealed class GatekeeperTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:8080\r\n", "200")]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.1:1234\r\n", "200")]
    [InlineData("GET / HTTP/1.1\r\nHost: [::1]:1234\r\n", "200")]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example:8080\r\n", "403")]
    [InlineData("GET /api/session HTTP/1.1\r\nHost: localhost.evil.example\r\n", "403")]
    [InlineData("GET /api/session HTTP/1.1\r\nHost: localhost:8080\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n", "403")]
    [InlineData("GET /api/session HTTP/1.1\r\nHost: localhost:8080\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n", "403")]
    [InlineData("GET /api/session HTTP/1.1\r\nHost: localhost:8080\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n", "403")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:8080\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n", "200")]
    [InlineData("GET /api/session HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: http://localhost:9090\r\n", "403")]
    [InlineData("GET /api/session HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: http://localhost:8080\r\nSec-Fetch-Site: same-origin\r\n", "200")]
    [InlineData("GET /api/session HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: null\r\n", "403")]
    [InlineData("POST /api/journal/check HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 0\r\n", "403")]
    [InlineData("POST /api/journal/check HTTP/1.1\r\nHost: localhost:8080\r\nX-EdgeDaemon-Token: 00\r\nContent-Length: 0\r\n", "403")]
    [InlineData("POST /api/journal/check HTTP/1.1\r\nHost: localhost:8080\r\nX-EdgeDaemon-Token: TOKEN\r\nContent-Length: 0\r\n", "200")]
    [InlineData("POST /api/journal/check HTTP/1.1\r\nHost: localhost:8080\r\nX-EdgeDaemon-Token: TOKEN\r\nOrigin: https://evil.example\r\nContent-Length: 0\r\n", "403")]
    [InlineData("PUT /api/config HTTP/1.1\r\nHost: localhost:8080\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n", "403")]
    [InlineData("OPTIONS /api/config HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: PUT\r\n", "403")]
    public async Task Request_OnlyOfTheConsolesOwnPages_IsLetIn(string head, string status)
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();

        var line = await rig.SendRawAsync($"{head.Replace("TOKEN", rig.Token, StringComparison.Ordinal)}Connection: close\r\n\r\n");

        Assert.Equal($"HTTP/1.1 {status}", line[..12]);
    }

    [Fact]
    public async Task Answer_Always_ForbidsForeignContent()
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();

        foreach (var path in (string[])["/", "/app.js", "/api/session", "/nothing"])
        {
            using var answer = await client.GetAsync(path);

            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("/../edgedaemon.yaml")]
    [InlineData("/..%2fedgedaemon.yaml")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("/app.js/../../etc/passwd")]
    [InlineData("/app.js%00.html")]
    [InlineData("/index.html.")]
    [InlineData("/api/cameras/..%2f..%2fetc/frames")]
    [InlineData("/api/cameras/nobody/frames")]
    public async Task Path_ThatLeadsElsewhere_IsNotFound(string path)
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();

        var line = await rig.SendRawAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.True(line.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) || line.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), line);
    }

    [Fact]
    public async Task Upload_OfAGibibyte_IsRefusedBeforeItIsRead()
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();

        var line = await rig.SendRawAsync($"PUT /api/config HTTP/1.1\r\nHost: localhost\r\nX-EdgeDaemon-Token: {rig.Token}\r\nContent-Type: application/json\r\nContent-Length: {1L << 30}\r\n\r\n{{");

        Assert.StartsWith("HTTP/1.1 413", line, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
    }

    [Fact]
    public void Socket_InAFolderThatOthersMayEnter_IsRefused()
    {
        using var folder = new EdgeDaemon.TestKit.TempDirectory();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        var kestrel = new Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions();

        var refusal = Assert.Throws<EdgeDaemon.Console.Serving.ConsoleException>(() =>
            EdgeDaemon.Console.Serving.ListenPlace.Apply(kestrel, new() { ConfigPath = "/none", Listen = folder["console.sock"] }));

        Assert.Contains("0700", refusal.Message, StringComparison.Ordinal);
    }
}
