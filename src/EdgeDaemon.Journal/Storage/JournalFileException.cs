namespace EdgeDaemon.Journal;

/// <summary>A call to the file system failed.</summary>
public sealed class JournalFileException : IOException
{
    private const int NoSpace = 28;        // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    /// <summary>Says which call failed on which path, and the Linux error number.</summary>
    public JournalFileException(string operation, string path, int errorNumber, string reason, Exception? inner = null)
        : base($"{operation} '{path}' failed: {reason} (errno {errorNumber}).", inner)
    {
        ErrorNumber = errorNumber;
        Path = path;
    }

    /// <summary>Linux error number (errno).</summary>
    public int ErrorNumber { get; }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>Is there no room left?</summary>
    public bool IsDiskFull => ErrorNumber is NoSpace or QuotaExceeded;
}
