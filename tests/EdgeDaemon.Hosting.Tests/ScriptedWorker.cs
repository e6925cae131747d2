using Microsoft.Extensions.Hosting;

namespace EdgeDaemon.Hosting.Tests;

/// <summary>Does what a test wants, in the test's own process or in <see cref="HostedProgram"/>.</summary>
internal sealed class ScriptedWorker : Worker
{
    public ScriptedWorker(Marker marker, IHostApplicationLifetime lifetime)
        : base("scripted", lifetime)
    {
        Assert.NotNull(marker);
        Lifetime = lifetime;
    }

    /// <summary>What to do; one worker at a time in a process.</summary>
    public static (Action Prepare, Func<CancellationToken, int> Run) Script { get; set; }

    /// <summary>That of the worker made last.</summary>
    public static IHostApplicationLifetime? Lifetime { get; private set; }

    protected override void Prepare() => Script.Prepare();

    protected override int Run(CancellationToken stop) => Script.Run(stop);
}

/// <summary>Stands for what a worker is made from.</summary>
internal sealed class Marker;
