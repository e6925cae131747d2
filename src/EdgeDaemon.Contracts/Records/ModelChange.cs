namespace EdgeDaemon.Contracts.Records;

/// <summary>
/// Which version of a model a camera runs from here on: what a record of kind <see cref="LabelRecordKind.ModelChange"/> holds. One per model is
/// written at each start, and one whenever another version takes over.
/// </summary>
/// <remarks>
/// <code>
/// field of the record   holds
/// Value                 why it is not the newest: a <see cref="ModelNote"/>
/// TrackId               which of the camera's models: 0 its own, 1 … its second models in order, 255 that of its health
/// Box                   the first 8 bytes of the SHA-256 of the bundle's SHA256SUMS
/// </code>
/// </remarks>
/// <param name="Place">Which of the camera's models.</param>
/// <param name="Version">The start of the version's digest; 0: nobody said.</param>
/// <param name="Note">Why it is not the newest.</param>
public readonly record struct ModelChange(byte Place, ulong Version, ModelNote Note)
{
    /// <summary>The <see cref="Place"/> of a camera's own model.</summary>
    public const byte Own = 0;

    /// <summary>The <see cref="Place"/> of the model that watches its health.</summary>
    public const byte Health = byte.MaxValue;

    /// <summary>The digest's start as 16 hexadecimal digits, as <c>sha256sum SHA256SUMS</c> begins.</summary>
    public string Digits => Version.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The <see cref="Version"/> of a digest that is written in hexadecimal digits.</summary>
    public static ulong VersionOf(string digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return Convert.ToUInt64(digest[..16], 16);
    }

    /// <summary>The record that holds it.</summary>
    public LabelRecord ToRecord(byte camera)
    {
        var record = LabelRecord.Of(LabelRecordKind.ModelChange, camera);
        (record.Value, record.TrackId, record.GapFirstSequence) = ((uint)Note, Place, Version);
        return record;
    }

    /// <summary>What a record of kind <see cref="LabelRecordKind.ModelChange"/> holds; null: nothing that is known here.</summary>
    public static ModelChange? From(in LabelRecord record) =>
        record.Value <= byte.MaxValue && Enum.IsDefined((ModelNote)record.Value) && record.TrackId <= byte.MaxValue
            ? new((byte)record.TrackId, record.GapFirstSequence, (ModelNote)record.Value) : null;
}
