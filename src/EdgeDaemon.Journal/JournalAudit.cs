using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal;

/// <summary>Checks a journal from its oldest record to its newest and counts what it finds. Writes nothing; a writer may be running.</summary>
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
        var tally = new Tally(onRecord);
        try
        {
            foreach (var number in SegmentFiles.Numbers(options, files))
            {
                using var walker = SegmentFiles.TryOpen(number, options, files);
                if (walker is not null)
                    tally.Add(walker);
            }
        }
        catch (JournalFileException e)
        {
            throw new JournalException($"The journal in '{options.Directory}' cannot be audited: {e.Message} Check the disk and the folder's rights.", e);
        }

        return tally.ToReport();
    }

    private sealed class Tally(Action<LabelRecord>? onRecord)
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

        public AuditReport ToReport() => new()
        {
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

            if (record.Id > _last)
                _last = record.Id;
            else
                _duplicates++;
            onRecord?.Invoke(RecordCodec.ToCurrent(record));
        }
    }
}
