namespace EdgeDaemon.Publisher;

/// <summary>Exit codes, as in sysexits.h.</summary>
internal static class ExitCodes
{
    /// <summary>Stopped as asked.</summary>
    public const int Ok = 0;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>Something this needs is not to be had now: a name cannot be looked up, the broker does not take a message.</summary>
    public const int Unavailable = 69;

    /// <summary>Something failed that no retry mends; the last line of the log says what.</summary>
    public const int Internal = 70;

    /// <summary>The configuration is wrong; starting again cannot help.</summary>
    public const int Config = 78;
}
