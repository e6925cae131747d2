using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>What a publisher is about.</summary>
public enum PublisherState
{
    /// <summary>Reading the journal to learn what the device looks like.</summary>
    Rebuilding,

    /// <summary>No session; trying.</summary>
    Connecting,

    /// <summary>Publishing, or waiting for something to publish.</summary>
    Publishing,

    /// <summary>The broker refused a message; it is tried again after a pause.</summary>
    Refused,

    /// <summary>Waiting for a name table.</summary>
    Held,

    /// <summary>Ended.</summary>
    Stopped,
}

/// <summary>Where a publisher stands.</summary>
/// <param name="State">What it is about.</param>
/// <param name="Acknowledged">The broker has everything up to here.</param>
/// <param name="Published">Messages that the broker took.</param>
/// <param name="Superseded">Retained messages that were not sent because a newer value came first.</param>
/// <param name="Refusals">How often the broker refused a message that is tried again.</param>
/// <param name="Parked">Messages and records that were left out.</param>
public sealed record PublisherStatus(
    PublisherState State, RecordId Acknowledged, long Published, long Superseded, long Refusals, long Parked);
