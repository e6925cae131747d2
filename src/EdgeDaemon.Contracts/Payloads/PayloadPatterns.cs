namespace EdgeDaemon.Contracts.Payloads;

/// <summary>Patterns of texts in payloads, for their schemas.</summary>
public static class PayloadPatterns
{
    /// <summary>A slug, see <see cref="Naming.Slug"/>.</summary>
    public const string Slug = "^[a-z0-9_-]{1,64}$";

    /// <summary>RFC 3339, UTC, milliseconds.</summary>
    public const string Time = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$";

    /// <summary>The start of a SHA-256.</summary>
    public const string ModelVersion = "^[0-9a-f]{16}$";

    /// <summary><c>BOOT-TRACK</c>.</summary>
    public const string EventId = "^[0-9]{1,10}-[0-9]{1,10}$";
}
