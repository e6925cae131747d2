using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>Where a publisher stands.</summary>
/// <param name="Acknowledged">The broker has everything up to here.</param>
/// <param name="Published">Messages that the broker took.</param>
/// <param name="Superseded">Retained messages that were not sent because a newer value came first.</param>
/// <param name="Refusals">How often the broker refused a message that is tried again.</param>
/// <param name="Parked">Messages and records that were left out.</param>
/// <param name="Silences">Sessions that were left because the broker answered or acknowledged nothing any more.</param>
/// <param name="TakenOver">Sessions that another client with the same identifier has ended.</param>
internal sealed record PublisherStatus(
    RecordId Acknowledged, long Published, long Superseded, long Refusals, long Parked, long Silences = 0, long TakenOver = 0);

/// <summary>What the device's status says of the publisher.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="IsHeld">Does it wait for a name table, or for a build that knows the version of what comes next?</param>
/// <param name="BootEpoch">The newest boot epoch that is known.</param>
/// <param name="Backlog">Records that the broker does not have yet.</param>
/// <param name="Lost">Records lost since the start.</param>
/// <param name="SetAside">Records that can never be published, since ever.</param>
internal readonly record struct PublisherFacts(PublisherStatus Status, bool IsHeld, uint BootEpoch, ulong Backlog, ulong Lost, long SetAside);
