namespace EdgeDaemon.Journal;

/// <summary>A segment is of a format that this build does not know; the message says of which, and what to do.</summary>
public sealed class JournalFormatException(string message) : JournalException(message);
