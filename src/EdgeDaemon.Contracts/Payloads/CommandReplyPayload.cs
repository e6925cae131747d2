using System.ComponentModel.DataAnnotations;

namespace EdgeDaemon.Contracts.Payloads;

/// <summary>What became of a command; published only to the response topic that came with it.</summary>
public sealed record CommandReplyPayload
{
    /// <summary>The command.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Command { get; init; }

    /// <summary>Did it take effect, and if not, why?</summary>
    [AllowedValues(
        "done", "not_allowed", "not_available", "other_configuration", "unknown_name", "not_stricter", "unknown_event", "unknown_item",
        "malformed", "busy", "not_saved", "too_frequent", "no_object", "ambiguous", "refused")]
    public required string Outcome { get; init; }

    /// <summary>Boot epoch of the journal record that states the command; absent when none was written.</summary>
    public uint? Boot { get; init; }

    /// <summary>Sequence number of that record.</summary>
    public ulong? Seq { get; init; }

    /// <summary>The dismissal that was made.</summary>
    public uint? Item { get; init; }

    /// <summary>The dismissals; only for <c>list</c>.</summary>
    public DismissalPayload[]? Items { get; init; }

    /// <summary>How many dismissals there are; more than <see cref="Items"/> names when the reply had no room.</summary>
    public uint? Total { get; init; }

    /// <summary>How many events were published again; only for <c>replay</c>.</summary>
    public int? Replayed { get; init; }

    /// <summary>Sequence number to go on with, when there is more to replay.</summary>
    public ulong? Next { get; init; }
}
