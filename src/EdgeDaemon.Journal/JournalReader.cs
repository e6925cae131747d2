using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal;

/// <summary>
/// Reads a journal in order, also while another process writes it; takes no lock and writes nothing. Not thread-safe.
/// </summary>
/// <remarks>
/// Records come as soon as they are appended, before they are on flash. Damage is counted in <see cref="DamagedRecords"/>, reported, and
/// stepped over. A reader that was overtaken goes on at the oldest record there is; the gap record that says what was lost follows in order.
/// </remarks>
public sealed class JournalReader : IDisposable
{
    // A writer leaves at most one segment without a record. More are looked at in more calls, so that one call takes milliseconds.
    private const int SegmentsPerCall = 8;
    private readonly JournalOptions _options;
    private readonly IJournalFileSystem _files;
    private SegmentWalker? _walker;
    private bool _isFinal; // a later segment exists, so the walker's is complete
    private ulong _expected;
    private RecordId _after;

    private JournalReader(JournalOptions options, IJournalFileSystem files)
    {
        _options = options;
        _files = files;
    }

    /// <summary>Records that could not be read for damage, since opening.</summary>
    public long DamagedRecords { get; private set; }

    /// <summary>Times the writer overtook this reader.</summary>
    public long Overruns { get; private set; }

    /// <summary>Opens a journal at its oldest record. It may be one that no writer has begun yet: it is empty until then.</summary>
    public static JournalReader Open(JournalOptions options, IJournalFileSystem files)
    {
        options.Validate();
        return new JournalReader(options, files);
    }

    /// <summary>The next read gives the oldest record newer than <paramref name="after"/>; default: the oldest there is.</summary>
    public void Seek(RecordId after)
    {
        Detach();
        _after = after;
    }

    /// <summary>The next record; false when there is none now: <see cref="JournalDoorbell"/> tells when to look again.</summary>
    /// <exception cref="JournalException">The medium failed.</exception>
    /// <exception cref="JournalFormatException">What comes next is of a version that this build does not know; it stays next.</exception>
    public bool TryRead(out LabelRecord record)
    {
        try
        {
            if (_walker is null && !TryAttach())
            {
                record = default;
                return false;
            }

            if (TryNext(out record))
                return true;
            for (var i = 0; i < SegmentsPerCall; i++)
            {
                // The writer may have put the segment's live copy elsewhere since.
                Reopen();
                if (TryNext(out record))
                    return true;
                if (!TryMoveOn())
                    return false;
            }

            return false;
        }
        catch (JournalFileException e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>The newest record that can be read, wherever this reader stands; default: none. Reads one segment.</summary>
    /// <exception cref="JournalException">The medium failed.</exception>
    public RecordId FindNewest()
    {
        try
        {
            var numbers = SegmentFiles.Numbers(_options, _files);
            for (var i = numbers.Count - 1; i >= 0; i--)
            {
                using var walker = SegmentFiles.TryOpenKnown(numbers[i], _options, _files);
                if (walker is null)
                    continue;
                var newest = new RecordId(walker.Header.BootEpoch, walker.Header.FirstSequence - 1);
                while (walker.TryNext(toEnd: false, out var record))
                    newest = record.Id;
                return newest.Sequence == 0 ? default : newest;
            }

            return default;
        }
        catch (JournalFileException e)
        {
            throw Unreadable(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Detach();

    private JournalException Unreadable(JournalFileException e) =>
        new($"The journal in '{_options.Directory}' cannot be read: {e.Message} Check the disk and the folder's rights.", e);

    private bool TryNext(out LabelRecord record)
    {
        while (_walker!.TryNext(_isFinal, out record))
        {
            if (record.Sequence < _expected)
                continue; // walked again after the segment was reopened
            NoteDamage(record.Sequence);
            _expected = record.Sequence + 1;
            if (record.Id <= _after)
                continue;
            _after = record.Id;
            record = RecordCodec.ToCurrent(record);
            return true;
        }

        return false;
    }

    /// <summary>Starts at the newest segment that begins at or before the wanted record, else at the oldest.</summary>
    private bool TryAttach()
    {
        var numbers = SegmentFiles.Numbers(_options, _files);
        for (var i = numbers.Count - 1; i >= 0; i--)
        {
            var walker = SegmentFiles.TryOpenKnown(numbers[i], _options, _files);
            if (walker is null)
                continue;
            Detach();
            Attach(walker);
            if (new RecordId(walker.Header.BootEpoch, walker.Header.FirstSequence) <= _after)
                break;
        }

        if (_walker is null && numbers.Count > 0)
            SegmentFiles.TryOpen(numbers[^1], _options, _files)?.Dispose(); // where only versions are that are not known, it says so
        return _walker is not null;
    }

    private void Attach(SegmentWalker walker)
    {
        _walker = walker;
        _isFinal = false;
        _expected = walker.Header.FirstSequence;
    }

    private void Detach()
    {
        _walker?.Dispose();
        _walker = null;
    }

    /// <summary>Opens the segment again, from its start when it is final: its records may lie elsewhere in the file by now.</summary>
    private void Reopen()
    {
        var again = SegmentFiles.TryOpen(_walker!.Header.Number, _options, _files);
        if (again is null || again.Header != _walker.Header)
        {
            again?.Dispose();
            return;
        }

        if (!_isFinal)
        {
            _walker.TakeFileOf(again);
            return;
        }

        Detach();
        _walker = again;
    }

    /// <summary>True when there is somewhere else to look: this segment once more now that it is complete, or the next one.</summary>
    private bool TryMoveOn()
    {
        var numbers = SegmentFiles.Numbers(_options, _files);
        var overrun = numbers.BinarySearch(_walker!.Header.Number) < 0;
        foreach (var number in numbers)
        {
            if (number <= _walker.Header.Number || SegmentFiles.TryOpen(number, _options, _files) is not { } next)
                continue;
            if (!_isFinal && !overrun && next.Header.FirstSequence != _expected)
            {
                next.Dispose(); // something is still missing here: read to the end of the segment before leaving it
                _isFinal = true;
                return true;
            }

            if (!overrun)
                NoteDamage(next.Header.FirstSequence);
            else if (next.Header.FirstSequence > _expected)
                Overruns++;
            Detach();
            Attach(next);
            return true;
        }

        return false;
    }

    private void NoteDamage(ulong sequence)
    {
        if (sequence <= _expected)
            return;
        DamagedRecords += (long)(sequence - _expected);
        _options.Report?.Invoke(
            $"The journal segment '{_walker!.Header.FileName}' has {sequence - _expected} unreadable records from sequence {_expected} on; "
            + $"reading goes on at {sequence}.");
    }
}
