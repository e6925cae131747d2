using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Hosting;

/// <summary>
/// The generic host around the one <see cref="Worker"/> of a process: log, signals, what systemd hears of start and stop, and the exit
/// code. It reads nothing but what it is given: no settings file, no environment, no arguments.
/// </summary>
public static class WorkerHost
{
    /// <summary>
    /// Runs the worker until it is done, SIGTERM or SIGINT comes, or, under a supervisor, stdin closes (which also comes when the
    /// supervisor dies).
    /// </summary>
    /// <param name="options">What differs from process to process.</param>
    /// <param name="add">Adds what the worker is made from.</param>
    /// <returns>The worker's exit code; 0 when it was stopped before it began.</returns>
    /// <exception cref="TimeoutException">The worker did not stop within <see cref="WorkerHostOptions.StopTimeout"/>.</exception>
    /// <remarks>Throws what <see cref="Worker.Prepare"/> and <see cref="Worker.Run"/> throw.</remarks>
    public static int Run<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TWorker>(WorkerHostOptions options, Action<IServiceCollection> add)
        where TWorker : Worker
    {
        var host = Build<TWorker>(options, add);
        var worker = host.Services.GetRequiredService<TWorker>();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        if (options.Supervised)
            host.Services.GetRequiredService<EndOfInput>().StopAtTheEnd(lifetime);
        try
        {
            host.Start();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop while it was starting.
        }
        catch
        {
            host.Dispose();
            throw;
        }

        host.WaitForShutdown();
        if (worker.ExecuteTask is { IsCompleted: false })
        {
            // Not disposed of: it still uses what it has.
            throw new TimeoutException($"The {typeof(TWorker).Name} did not stop within {options.StopTimeout.TotalSeconds:0} s.");
        }

        host.Dispose();
        if (worker.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        return worker.ExitCode;
    }

    private static IHost Build<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TWorker>(
        WorkerHostOptions options, Action<IServiceCollection> add)
        where TWorker : Worker
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        ConsoleLog.Configure(builder.Logging, options.LogLevel);
        // The host's own words repeat, with a stack trace, what the commands tell in one line.
        builder.Logging.AddFilter("Microsoft", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.AddSingleton(options.Service);
        if (options.Service.IsEnabled)
        {
            // Whoever listens on the socket, be it systemd itself or a container's init, hears READY=1 and STOPPING=1. By our own socket: the
            // package's opens one of each kind first, to see which there are, and the vision process is forbidden all but one.
            builder.Services.AddSingleton<ISystemdNotifier>(options.Service);
            builder.Services.AddSingleton<IHostLifetime, SystemdLifetime>();
        }

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options.LogLevel);
        builder.Services.AddSingleton<EndOfInput>();
        add(builder.Services);
        builder.Services.AddSingleton<TWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TWorker>());
        return builder.Build();
    }
}
