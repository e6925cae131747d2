namespace EdgeDaemon.Capture.Processes;

/// <summary>
/// Reads the standard error of a program to its end, so that it never blocks, and keeps the last lines for the message that tells
/// why it ended.
/// </summary>
internal sealed class LastWords
{
    private const int MostLines = 4;
    private const int LongestLine = 300;

    private readonly Queue<string> _lines = new();
    private readonly Func<string, string> _redact;
    private readonly Thread _thread;

    /// <param name="error">The program's standard error.</param>
    /// <param name="program">Its name.</param>
    /// <param name="redact">Takes secrets out of a line.</param>
    internal LastWords(StreamReader error, string program, Func<string, string> redact)
    {
        _redact = redact;
        _thread = new Thread(() => ReadAll(error)) { Name = $"stderr of {program}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Waits for the end of the output, within a limit: a child of the program may hold it open.</summary>
    internal void Wait(TimeSpan limit) => _thread.Join(limit);

    /// <summary>The last lines, on one line; empty when there were none.</summary>
    public override string ToString()
    {
        lock (_lines)
            return string.Join("; ", _lines);
    }

    private void ReadAll(StreamReader error)
    {
        try
        {
            while (error.ReadLine() is { } line)
                Add(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program was ended in the middle of a line.
        }
    }

    private void Add(string line)
    {
        var text = string.Concat(_redact(line).Where(c => !char.IsControl(c))).Trim();
        if (text.Length == 0)
            return;
        lock (_lines)
        {
            _lines.Enqueue(text.Length > LongestLine ? text[..LongestLine] + "…" : text);
            if (_lines.Count > MostLines)
                _lines.Dequeue();
        }
    }
}
