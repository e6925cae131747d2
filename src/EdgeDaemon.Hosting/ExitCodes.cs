namespace EdgeDaemon.Hosting;

/// <summary>Exit codes of both programs, after sysexits.h. They are documented in the README.</summary>
public static class ExitCodes
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Ok = 0;

    /// <summary>It ran, and what it checked is not in order (audit).</summary>
    public const int NotInOrder = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>A picture or model is damaged or does not fit.</summary>
    public const int BadData = 65;

    /// <summary>A file or folder is not there.</summary>
    public const int NoInput = 66;

    /// <summary>Something this needs is not to be had: a native library, the other executable, a name's address, the broker.</summary>
    public const int Unavailable = 69;

    /// <summary>A defect of this program.</summary>
    public const int Internal = 70;

    /// <summary>Reading or writing the journal failed.</summary>
    public const int InputOutput = 74;

    /// <summary>The configuration forbids it.</summary>
    public const int Forbidden = 77;

    /// <summary>The configuration is wrong; systemd does not restart on this.</summary>
    public const int Config = 78;
}
