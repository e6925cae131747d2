using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Hosting;

/// <summary>The least severe level that is written; it may be changed at any time.</summary>
/// <param name="configured">The configuration's word for it: trace, debug, information, warning, error or critical, in any case.</param>
public sealed class LogLevelSwitch(string configured)
{
    private volatile LogLevel _minimum = Parse(configured);

    /// <summary>The least severe level that is written.</summary>
    public LogLevel Minimum => _minimum;

    /// <summary>Applies another one.</summary>
    public void Set(string configured) => _minimum = Parse(configured);

    private static LogLevel Parse(string configured) => Enum.Parse<LogLevel>(configured, ignoreCase: true);
}
