using Microsoft.Extensions.Hosting;

namespace EdgeDaemon.Hosting;

/// <summary>
/// The one job of a process, on a thread of its own: a loop that waits for frames must not hold a thread of the pool. When it ends,
/// however it ends, the host ends, and <see cref="WorkerHost"/> gives the process its exit code.
/// </summary>
/// <param name="name">Name of the thread.</param>
/// <param name="lifetime">Is told when the job has ended.</param>
public abstract class Worker(string name, IHostApplicationLifetime lifetime) : BackgroundService
{
    private int _closed;

    /// <summary>The exit code, once it has run.</summary>
    internal int ExitCode { get; private set; }

    /// <summary>What ended the job, if it did not end by itself.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Closes what the worker holds, once: the host knows it as a worker and as a service, and disposes of both.</summary>
    public sealed override void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        Close();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Prepare();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>What must succeed before the service manager hears that the process is ready. What it throws, <see cref="WorkerHost.Run"/> throws.</summary>
    protected abstract void Prepare();

    /// <summary>Works until it is done or asked to stop.</summary>
    /// <param name="stop">Fires when the process is to end.</param>
    /// <returns>The exit code of the process.</returns>
    protected abstract int Run(CancellationToken stop);

    /// <summary>Closes what <see cref="Prepare"/> opened, as far as it came.</summary>
    protected virtual void Close()
    {
    }

    /// <inheritdoc/>
    protected sealed override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // In the background: a loop that hangs must not keep the process from ending.
        new Thread(() => RunToTheEnd(ended, stoppingToken)) { Name = name, IsBackground = true }.Start();
        return ended.Task;
    }

    private void RunToTheEnd(TaskCompletionSource ended, CancellationToken stop)
    {
        try
        {
            ExitCode = Run(stop);
        }
        catch (Exception failure)
        {
            // A background service that throws would stop the host with exit code 0.
            Failure = failure;
        }

        ended.SetResult();
        lifetime.StopApplication();
    }
}
