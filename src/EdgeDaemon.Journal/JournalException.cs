namespace EdgeDaemon.Journal;

/// <summary>The journal cannot go on. The message names the file, what was expected and found, and what to do.</summary>
public class JournalException : Exception
{
    /// <summary>Says what failed.</summary>
    public JournalException(string message)
        : base(message)
    {
    }

    /// <summary>Says what failed, and why.</summary>
    public JournalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
