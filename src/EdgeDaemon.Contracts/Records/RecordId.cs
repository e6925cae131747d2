namespace EdgeDaemon.Contracts.Records;

/// <summary>
/// Identity of a record on its device: boot epoch, then sequence number. The journal is sorted by it. Consumers deduplicate on it.
/// </summary>
public readonly record struct RecordId(uint BootEpoch, ulong Sequence) : IComparable<RecordId>
{
    /// <inheritdoc/>
    public int CompareTo(RecordId other) =>
        BootEpoch != other.BootEpoch ? BootEpoch.CompareTo(other.BootEpoch) : Sequence.CompareTo(other.Sequence);

    /// <summary>Is <paramref name="a"/> older than <paramref name="b"/>?</summary>
    public static bool operator <(RecordId a, RecordId b) => a.CompareTo(b) < 0;

    /// <summary>Is <paramref name="a"/> newer than <paramref name="b"/>?</summary>
    public static bool operator >(RecordId a, RecordId b) => a.CompareTo(b) > 0;

    /// <summary>Is <paramref name="a"/> older than or the same as <paramref name="b"/>?</summary>
    public static bool operator <=(RecordId a, RecordId b) => a.CompareTo(b) <= 0;

    /// <summary>Is <paramref name="a"/> newer than or the same as <paramref name="b"/>?</summary>
    public static bool operator >=(RecordId a, RecordId b) => a.CompareTo(b) >= 0;

    /// <summary><c>epoch-sequence</c>, decimal.</summary>
    public override string ToString() => $"{BootEpoch}-{Sequence}";
}
