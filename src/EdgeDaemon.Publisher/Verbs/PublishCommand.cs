using EdgeDaemon.Publisher.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary><c>edgedaemon-publish --config F</c>.</summary>
internal static class PublishCommand
{
    /// <summary>Publishes until it is asked to stop; returns the exit code.</summary>
    public static int Run(string configPath, bool supervised, TextWriter error)
    {
        if (Configuration.Load(configPath, error) is not { } config)
        {
            ServiceManager.Current.Status($"The configuration '{configPath}' is wrong: 'edgedaemon check' says where.");
            return ExitCodes.Config;
        }

        return WorkerHost.Run<PublisherWorker>(
            new WorkerHostOptions { LogLevel = new LogLevelSwitch(config.LogLevel), Supervised = supervised },
            services => services.AddSingleton(config));
    }
}
