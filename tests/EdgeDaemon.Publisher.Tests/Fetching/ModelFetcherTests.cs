using System.Security.Cryptography;
using EdgeDaemon.Configuration.Offers;
using EdgeDaemon.Hosting;
using EdgeDaemon.Publisher.Fetching;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Http;

namespace EdgeDaemon.Publisher.Tests.Fetching;

/// <summary>A file from a real server, and all that goes wrong on the way: it is there whole and right, or not at all.</summary>
public sealed class ModelFetcherTests : IDisposable
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetch_File_IsThereAndNothingElse()
    {
        using var server = new FileServer(FileServer.File(Content));

        await FetchAsync(server);

        Assert.Equal(Content, await File.ReadAllBytesAsync(_folder["m.onnx"], TestContext.Current.CancellationToken));
        Assert.Equal([_folder["m.onnx"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Fetch_ConnectionThatBreaks_GoesOnWhereItStopped()
    {
        using var server = new FileServer(FileServer.File(Content, breakAfter: 100_000), FileServer.File(Content));

        await FetchAsync(server);

        Assert.Equal(Content, await File.ReadAllBytesAsync(_folder["m.onnx"], TestContext.Current.CancellationToken));
        Assert.Contains("Range: bytes=100000-\r\n", server.Requests[1], StringComparison.Ordinal);
        Assert.Contains("If-Range: \"v1\"\r\n", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_BrokenOffForGood_KeepsWhatArrivedForTheNextTime()
    {
        using (var broken = new FileServer(FileServer.File(Content, breakAfter: 100_000), FileServer.Head("503 Service Unavailable\r\nContent-Length: 0")))
            Assert.Contains("503", (await Assert.ThrowsAsync<FetchException>(() => FetchAsync(broken))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["m.onnx"]));
        using var server = new FileServer(FileServer.File(Content));

        await FetchAsync(server);

        Assert.Equal(Content, await File.ReadAllBytesAsync(_folder["m.onnx"], TestContext.Current.CancellationToken));
        Assert.Contains("Range: bytes=100000-", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_FileThatChangedMeanwhile_StartsAnew()
    {
        var other = Content.Reverse().ToArray();
        using var server = new FileServer(FileServer.File(other, "\"v0\"", breakAfter: 100_000), FileServer.File(Content));

        await FetchAsync(server);

        Assert.Equal(Content, await File.ReadAllBytesAsync(_folder["m.onnx"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Fetch_NothingArrives_EndsAfterTheSilence()
    {
        using var server = new FileServer(FileServer.Silent(Content.Length));

        var failure = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(server));

        Assert.Contains("0 of 300000 bytes arrived: nothing came for", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unavailable, failure.ExitCode);
    }

    public static TheoryData<string, string> Refusals { get; } = new()
    {
        { "digest", "its SHA-256 is" },
        { "size", "it has 299999 bytes, the catalogue says 300000" },
        { "no end", "it has more bytes" },
        { "another host", "sends us to http://localhost:" },
        { "in circles", "sends us on more than" },
        { "range", "does not go on from byte" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Fetch_WhatIsNotTheFile_IsRefusedAndNothingStays(string kind, string expected)
    {
        using var server = kind switch
        {
            "digest" => new FileServer(FileServer.File([.. Content[1..], 0])),
            "size" => new FileServer(FileServer.File(Content[1..])),
            "no end" => new FileServer(FileServer.Endless()),
            "another host" => new FileServer((request, stream, stop) => FileServer.Head($"302 Found\r\nLocation: http://localhost:{PortOf(request)}/m.onnx\r\nContent-Length: 0")(request, stream, stop)),
            "in circles" => new FileServer(FileServer.Head("302 Found\r\nLocation: /again\r\nContent-Length: 0")),
            _ => new FileServer(FileServer.File(Content, breakAfter: 1000), FileServer.Head("416 Range Not Satisfiable\r\nContent-Length: 0")),
        };

        Assert.Contains(expected, (await Assert.ThrowsAsync<FetchException>(() => FetchAsync(server))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Fetch_RedirectOnTheSameHost_IsFollowed()
    {
        using var server = new FileServer(FileServer.Head("301 Moved Permanently\r\nLocation: /elsewhere/m.onnx\r\nContent-Length: 0"), FileServer.File(Content));

        await FetchAsync(server);

        Assert.StartsWith("GET /elsewhere/m.onnx ", server.Requests[1], StringComparison.Ordinal);
    }

    private static string PortOf(string request) => request.Split("\r\n").First(line => line.StartsWith("Host: ", StringComparison.Ordinal)).Split(':')[^1];

    private async Task FetchAsync(FileServer server)
    {
        var model = new OfferedModel
        {
            Name = "m",
            For = "",
            Measured = "",
            Licence = "",
            Address = server.Address,
            Bytes = Content.Length,
            Digest = Convert.ToHexStringLower(SHA256.HashData(Content)),
        };
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        await new ModelFetcher(http, TimeSpan.FromSeconds(2), _ => { }).FetchAsync(model, new Uri(server.Address, "m.onnx"), _folder["m.onnx"], TestContext.Current.CancellationToken);
    }
}
