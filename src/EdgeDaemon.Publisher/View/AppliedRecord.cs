using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.View;

/// <summary>A record, the names that it was written under, and what the view made of it.</summary>
/// <param name="record">The record.</param>
/// <param name="table">Its names.</param>
/// <param name="step">What it did to its event; default for other kinds.</param>
internal readonly ref struct AppliedRecord(in LabelRecord record, NameTable table, EventStep step)
{
    /// <summary>The record.</summary>
    public readonly LabelRecord Record = record;

    /// <summary>Its names.</summary>
    public NameTable Table { get; } = table;

    /// <summary>What it did to its event.</summary>
    public EventStep Step { get; } = step;

    /// <summary>The names of its camera; null when it is about the device itself.</summary>
    public CameraNames? Camera => Record.Camera < Table.Cameras.Length ? Table.Cameras[Record.Camera] : null;
}
