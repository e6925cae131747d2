using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal;

/// <summary>
/// Checks a journal from its oldest record to its newest, and its end against the publisher's cursor, and counts what it finds. Writes
/// nothing; writer and publisher may be running.
/// </summary>
public static class JournalAudit
{
    /// <summary>Runs the audit.</summary>
    /// <param name="options">Where the journal lies.</param>
    /// <param name="files">The file system.</param>
    /// <param name="onRecord">Called with each readable record in order; may be null.</param>
    /// <exception cref="JournalException">The medium failed, or the journal has another format.</exception>
    public static AuditReport Run(JournalOptions options, IJournalFileSystem files, Action<LabelRecord>? onRecord)
    {
        options.Validate();
        var findings = new List<string>();

        // Before the records: what is appended and acknowledged meanwhile is then read as well.
        var acknowledged = CursorFile.ReadNewest(options, files, findings.Add);
        var tally = new Tally(acknowledged, onRecord);
        try
        {
            var hot = SegmentFiles.HotNumbers(options, files);
            var numbers = SegmentFiles.Numbers(options, files);
            foreach (var number in numbers)
            {
                using var walker = SegmentFiles.TryOpen(number, options, files);
                if (walker is not null)
                    tally.Add(walker);
            }

            foreach (var number in hot.Except(numbers))
            {
                using var walker = SegmentFiles.TryOpen(number, options, files);
                if (walker is not null)
                    tally.AddStray(walker);
            }
        }
        catch (JournalFileException e)
        {
            throw new JournalException($"The journal in '{options.Directory}' cannot be audited: {e.Message} Check the disk and the folder's rights.", e);
        }

        return tally.ToReport(findings);
    }

    private sealed class Tally(RecordId acknowledged, Action<LabelRecord>? onRecord)
    {
        private int _segments;
        private int _epochs;
        private long _records;
        private long _gaps;
        private long _reportedLost;
        private long _damaged;
        private long _missing;
        private long _duplicates;
        private long _chainBreaks;
        private RecordId _first;
        private RecordId _last;
        private RecordId _lastOfCursorEpoch;
        private RecordId _lastInMemory;
        private SegmentHeader? _before;
        private ulong _expected;
        private ChainValue _chain;
        private bool _isChainKnown;

        public void Add(SegmentWalker walker)
        {
            AddSeam(walker.Header);
            while (walker.TryNext(toEnd: true, out var record))
                Add(in record);
            _segments++;
            _damaged += walker.Damaged;
            _chainBreaks += walker.ChainBreaks;
            (_before, _expected) = (walker.Header, walker.NextSequence);
            (_chain, _isChainKnown) = (walker.Chain, walker.IsChainKnown);
        }

        /// <summary>A copy in memory whose segment is gone.</summary>
        public void AddStray(SegmentWalker walker)
        {
            while (walker.TryNext(toEnd: true, out var record))
                _lastInMemory = record.Id;
        }

        public AuditReport ToReport(List<string> findings) => new()
        {
            Acknowledged = acknowledged,
            MissingAtEnd = CompareEnd(findings),
            CutOff = _last > acknowledged && _lastOfCursorEpoch != default && acknowledged > _lastOfCursorEpoch
                ? (long)(acknowledged.Sequence - _lastOfCursorEpoch.Sequence)
                : 0,
            EndFindings = findings,
            Segments = _segments,
            Records = _records,
            Epochs = _epochs,
            Gaps = _gaps,
            ReportedLost = _reportedLost,
            Damaged = _damaged,
            Missing = _missing,
            Duplicates = _duplicates,
            ChainBreaks = _chainBreaks,
            First = _first,
            Last = _last,
        };

        /// <summary>How many records are missing behind the last; says so, and whether the cursor can be this journal's at all.</summary>
        private long CompareEnd(List<string> findings)
        {
            var missing = 0L;
            foreach (var (reached, by) in ((RecordId, string)[])[(acknowledged, "the broker has acknowledged it"), (_lastInMemory, "a copy in memory holds it")])
            {
                if (reached <= _last || reached.Sequence <= _last.Sequence)
                    continue;
                missing = Math.Max(missing, (long)(reached.Sequence - _last.Sequence));
                findings.Add(
                    $"{reached.Sequence - _last.Sequence} records are missing at the end: the journal ends at {_last}, and once held {reached}, for {by}. "
                    + "A segment was deleted, cut or overwritten, or the power failed and the vision process has not run since.");
            }

            if (acknowledged > _last ? acknowledged.Sequence <= _last.Sequence : acknowledged > _first && _lastOfCursorEpoch == default)
            {
                findings.Add(
                    $"The publisher's cursor stands at {acknowledged}, which this journal ({_first} to {_last}) never held: it is that of another journal. "
                    + "Stop the publisher and move its cursor away; what is here is then published.");
            }

            return missing;
        }

        /// <summary>Records between two segments: damaged at the end of the one when they are neighbours, else in a segment that is missing.</summary>
        private void AddSeam(SegmentHeader header)
        {
            if (_before is null)
                return;
            var absent = header.FirstSequence > _expected ? (long)(header.FirstSequence - _expected) : 0;
            if (header.Number == _before.Number + 1)
                _damaged += absent;
            else
                _missing += absent;
            if (absent == 0 && _isChainKnown && !header.Chain.Equals(_chain))
                _chainBreaks++;
        }

        private void Add(in LabelRecord record)
        {
            if (_records++ == 0)
                _first = record.Id;
            if (record.BootEpoch > _last.BootEpoch)
                _epochs++;
            if (record.Kind == LabelRecordKind.Gap)
            {
                _gaps++;
                _reportedLost += record.Value;
            }

            if (record.BootEpoch == acknowledged.BootEpoch)
                _lastOfCursorEpoch = record.Id;
            if (record.Id > _last)
                _last = record.Id;
            else
                _duplicates++;
            onRecord?.Invoke(RecordCodec.ToCurrent(record));
        }
    }
}
