namespace EdgeDaemon.Contracts.Records;

/// <summary>That somebody looks at a camera's pictures on the device: what a record of kind <see cref="LabelRecordKind.View"/> holds.</summary>
/// <remarks>
/// <code>
/// field of the record   holds
/// Value                 0: begins; else for how long it was, in milliseconds
/// TrackId               the user who looks, as the kernel told the console
/// Score                 1: with people pixelated, 2: as it is
/// </code>
/// </remarks>
/// <param name="Viewer">The user.</param>
/// <param name="IsMasked">Are people pixelated?</param>
/// <param name="Duration">How long it was; null: it begins.</param>
public readonly record struct ViewNote(uint Viewer, bool IsMasked, TimeSpan? Duration)
{
    private const byte Masked = 1;
    private const byte Full = 2;

    /// <summary>The record that holds it.</summary>
    public LabelRecord ToRecord(byte camera)
    {
        var record = LabelRecord.Of(LabelRecordKind.View, camera);
        record.TrackId = Viewer;
        record.Score = IsMasked ? Masked : Full;
        record.Value = Duration is { } time ? (uint)Math.Clamp(time.TotalMilliseconds, 1, uint.MaxValue) : 0;
        return record;
    }

    /// <summary>What a record of kind <see cref="LabelRecordKind.View"/> holds.</summary>
    public static ViewNote From(in LabelRecord record) =>
        new(record.TrackId, record.Score != Full, record.Value == 0 ? null : TimeSpan.FromMilliseconds(record.Value));
}
