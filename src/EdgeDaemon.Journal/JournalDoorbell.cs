using System.Buffers.Binary;
using EdgeDaemon.Linux;
using Microsoft.Win32.SafeHandles;
using static EdgeDaemon.Linux.Libc;

namespace EdgeDaemon.Journal;

/// <summary>
/// Tells a reader that the journal was written to, and wakes it for other reasons: the kernel reports changes in the journal's folders,
/// so that nobody has to look, and the writer has nothing to do for it. It needs only the right to read the folders.
/// </summary>
/// <remarks>
/// A folder that is not there yet is waited for at the nearest one above it; one that is replaced is found again. What the kernel cannot
/// tell (a folder on another machine, a user with too many watches) is found by nobody: wait with a bound, and look then.
/// <see cref="Wait"/> is for one thread, <see cref="Ring"/> for any. In the steady state neither allocates.
/// </remarks>
public sealed class JournalDoorbell : IDisposable
{
    private const uint OfJournal = IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
    private const int MostReads = 64;
    private const uint OfFolderAbove = IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
    private readonly string[] _folders;
    private readonly WakeUp _rung = new();
    private readonly SafeFileHandle _inotify;
    private readonly HashSet<int> _ofJournal = [];
    private readonly HashSet<int> _all = [];
    private readonly HashSet<int> _before = [];
    private readonly byte[] _events = new byte[4096];
    private bool _hasNews = true;

    /// <summary>Begins to listen: what is written from here on rings.</summary>
    /// <param name="options">Where the journal lies; its folders need not be there.</param>
    public JournalDoorbell(JournalOptions options)
    {
        _folders = [.. ((string?[])[options.Directory, options.HotDirectory]).OfType<string>().Select(Path.GetFullPath)];
        _inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (_inotify.IsInvalid)
            options.Report?.Invoke("The kernel watches no more files for this user (fs.inotify.max_user_instances): labels leave up to a second late.");
        Listen();
    }

    /// <summary>How often <see cref="Wait"/> has woken its thread.</summary>
    public long Wakes { get; private set; }

    /// <summary>May the journal have been written to since this was last asked? For the thread that waits.</summary>
    public bool TakeNews()
    {
        var hasNews = _hasNews || _inotify.IsInvalid;
        _hasNews = false;
        return hasNews;
    }

    /// <summary>Ends the present wait, or the next one. Thread-safe.</summary>
    public void Ring() => _rung.Signal();

    /// <summary>Waits until something was written to the journal, or <see cref="Ring"/> was called, since the last wait.</summary>
    /// <param name="timeout">At most so long.</param>
    /// <returns>False: the time is up.</returns>
    /// <exception cref="IOException">The kernel does not let it wait.</exception>
    public bool Wait(TimeSpan timeout)
    {
        var inotify = _inotify.IsInvalid ? -1 : (int)_inotify.DangerousGetHandle();
        var until = Environment.TickCount64 + (long)Math.Ceiling(timeout.TotalMilliseconds);
        while (true)
        {
            var end = DescriptorWait.For(inotify, POLLIN, _rung.Descriptor, TimeSpan.FromMilliseconds(Math.Max(0, until - Environment.TickCount64)));
            Wakes++;
            if (end == WaitEnd.TimedOut)
            {
                // A folder above one of ours may have been replaced, of which nothing is told.
                var isElsewhere = Listen();
                _hasNews |= isElsewhere;
                return isElsewhere;
            }

            if (end == WaitEnd.Woken)
                _rung.Clear();
            var isWritten = TakeEvents();
            _hasNews |= isWritten;
            if (isWritten || end == WaitEnd.Woken || Environment.TickCount64 > until)
                return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rung.Dispose();
        _inotify.Dispose();
    }

    /// <summary>True: the journal may have been written to.</summary>
    private bool TakeEvents()
    {
        if (_inotify.IsInvalid)
            return false;
        var (isJournal, isOther) = (false, false);

        // Who rings without end is answered now and then, and does not keep this thread.
        for (var reads = 0; reads < MostReads && (int)read(_inotify, _events, (nuint)_events.Length) is > 0 and var length; reads++)
        {
            for (var rest = _events.AsSpan(0, length); rest.Length >= InotifyEventBytes; rest = rest[(InotifyEventBytes + BinaryPrimitives.ReadInt32LittleEndian(rest[12..]))..])
            {
                // A queue that ran over is reported of no watch.
                var watch = BinaryPrimitives.ReadInt32LittleEndian(rest);
                isJournal |= watch < 0 || _ofJournal.Contains(watch);
                isOther |= (BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) & IN_MODIFY) == 0;
            }
        }

        return (isOther && Listen()) || isJournal;
    }

    /// <summary>Watches each folder, or the nearest one above it that is there. True: others than before.</summary>
    private bool Listen()
    {
        if (_inotify.IsInvalid)
            return false;
        _before.Clear();
        _before.UnionWith(_all);
        _all.Clear();
        _ofJournal.Clear();
        foreach (var folder in _folders)
            Listen(folder);
        foreach (var watch in _before)
        {
            if (!_all.Contains(watch))
                _ = inotify_rm_watch(_inotify, watch);
        }

        return !_all.SetEquals(_before);
    }

    private void Listen(string folder)
    {
        var watch = inotify_add_watch(_inotify, folder, OfJournal | IN_ONLYDIR | IN_MASK_ADD);
        for (var above = Path.GetDirectoryName(folder); watch < 0 && above is not null; above = Path.GetDirectoryName(above))
        {
            if (inotify_add_watch(_inotify, above, OfFolderAbove | IN_ONLYDIR | IN_MASK_ADD) is not (>= 0 and var waiting))
                continue;
            _all.Add(waiting);

            // It may have come between the two looks.
            watch = inotify_add_watch(_inotify, folder, OfJournal | IN_ONLYDIR | IN_MASK_ADD);
            break;
        }

        if (watch < 0)
            return;
        _all.Add(watch);
        _ofJournal.Add(watch);
    }
}
