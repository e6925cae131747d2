using EdgeDaemon.Console.Editing;
using EdgeDaemon.Console.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Console.Serving;

/// <summary>The web server of the console: what it is made of, and its limits.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    /// <summary>Most connections at once: a page takes three or four.</summary>
    private const int MostConnections = 256;

    /// <summary>Largest body: a configuration of the largest size, as JSON.</summary>
    private const int MostBodyBytes = 4 << 20;

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);
    private readonly WebApplication _app;
    private readonly JournalTail _tail;
    private readonly IDisposable[] _parts;

    private ConsoleServer(WebApplication app, JournalTail tail, params IDisposable[] parts) => (_app, _tail, _parts) = (app, tail, parts);

    /// <summary>Puts it together; it does not listen yet.</summary>
    /// <exception cref="ConsoleException">It has no place to listen at, or no configuration.</exception>
    public static ConsoleServer Create(ConsoleOptions options)
    {
        var config = new ConfigStore(options.ConfigPath, new Toolbox(options.Programs));
        var start = config.Required();
        var tail = new JournalTail(start, options.ConfigPath);
        var frames = new FrameHub(start.ConsoleSocket);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/", ApplicationName = "edgedaemon-console" });
        ConsoleLog.Configure(builder.Logging, new LogLevelSwitch(start.LogLevel));
        builder.Logging.AddFilter("Microsoft", LogLevel.Error);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopPatience);
        builder.Services.AddRoutingCore();
        var idle = new IdleEnd(options.Idle);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.Use(idle.Counting);
            });
            ListenPlace.Apply(kestrel, options);
        });
        var app = builder.Build();
        idle.Ends(app.Lifetime);
        app.Use(Gatekeeper.PassAsync);
        app.UseRouting();
        new ConsoleApi(config, tail, frames, app.Lifetime.ApplicationStopping).MapTo(app);
        new StaticPages().MapTo(app);
        return new ConsoleServer(app, tail, tail, config, idle);
    }

    /// <summary>Listens from here on.</summary>
    public async Task StartAsync()
    {
        _tail.Start();
        try
        {
            await _app.StartAsync().ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new ConsoleException($"cannot listen: {e.Message}");
        }
    }

    /// <summary>Runs until it is stopped, or nobody has looked for long enough.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await StartAsync().ConfigureAwait(false);
        using var stopping = stop.Register(_app.Lifetime.StopApplication);
        await _app.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        foreach (var part in _parts)
            part.Dispose();
    }
}
