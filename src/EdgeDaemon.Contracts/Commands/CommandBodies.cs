using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeDaemon.Contracts.Payloads;

namespace EdgeDaemon.Contracts.Commands;

/// <summary>Closes the camera and looks no more; what is present is unknown. It holds over restarts, and from afar shortens no pause of the operator's.</summary>
public sealed record PauseCommand
{
    /// <summary>Slug of the camera; absent: all of them.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Camera { get; init; }

    /// <summary>Looks again by itself after so many seconds; absent: only when told.</summary>
    [Range(1, 7 * 86_400)]
    public int? Seconds { get; init; }

    /// <summary>False: this is a <c>resume</c>. So that one topic can serve a switch.</summary>
    public bool? Paused { get; init; }
}

/// <summary>Looks again. From afar it ends only pauses that were given from afar.</summary>
public sealed record ResumeCommand
{
    /// <summary>Slug of the camera; absent: all of them.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Camera { get; init; }
}

/// <summary>Sets the score from which a label counts, until the vision process starts again. From afar never below what holds at the device.</summary>
public sealed record ThresholdCommand
{
    /// <summary>Slug of the camera.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Camera { get; init; }

    /// <summary>Slug of the label; absent: every label that has no threshold of its own.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Label { get; init; }

    /// <summary>The score, 0..1.</summary>
    [Range(0.0, 1.0)]
    public required double Score { get; init; }
}

/// <summary>Lets less become a record. From afar only towards stricter; it holds over restarts, until somebody on the device takes it back.</summary>
public sealed record PrivacyCommand
{
    /// <summary>Slug of the camera; absent: all of them.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Camera { get; init; }

    /// <summary>The level.</summary>
    [AllowedValues("presence", "count", "zone", "track", "box")]
    public required string Level { get; init; }
}

/// <summary>"That was nothing": what looks like this event, there, is suppressed from now on.</summary>
public sealed record DismissCommand
{
    /// <summary>The event's <c>id</c>. Either this or <see cref="Camera"/>.</summary>
    [RegularExpression("^[0-9]{1,10}-[0-9]{1,10}$")]
    public string? Event { get; init; }

    /// <summary>Slug of a camera: its newest event is meant.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Camera { get; init; }

    /// <summary>Slug of a label: the newest event with it is meant.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Label { get; init; }
}

/// <summary>Takes a dismissal back; from afar none that was made at the device.</summary>
public sealed record UndismissCommand
{
    /// <summary>The dismissal's number, as <c>list</c> and the reply to <c>dismiss</c> say it.</summary>
    [Range(1, uint.MaxValue)]
    public required uint Item { get; init; }
}

/// <summary>"This is the red van": an object becomes an example of a thing that the camera's <c>then[].teach</c> names.</summary>
public sealed record TeachCommand
{
    /// <summary>Slug of the camera.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Camera { get; init; }

    /// <summary>Slug of the thing.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Label { get; init; }

    /// <summary>The <c>id</c> of the object's event; absent: the only object in view is meant.</summary>
    [RegularExpression("^[0-9]{1,10}-[0-9]{1,10}$")]
    public string? Event { get; init; }
}

/// <summary>Forgets the examples of a thing; from afar none that was taught at the device.</summary>
public sealed record ForgetCommand
{
    /// <summary>Slug of the camera.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Camera { get; init; }

    /// <summary>Slug of the thing.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Label { get; init; }
}

/// <summary>Names the dismissals.</summary>
public sealed record ListCommand;

/// <summary>Publishes events again, out of the journal, to the response topic.</summary>
public sealed record ReplayCommand
{
    /// <summary>Sequence number to begin with.</summary>
    public required ulong From { get; init; }

    /// <summary>Most events; absent: 100.</summary>
    [Range(1, 1000)]
    public int? Limit { get; init; }
}

/// <summary>Publishes the device's status now, on its topic.</summary>
public sealed record StatusCommand;

/// <summary>Commands as JSON: names in snake_case, and nothing that is unknown, twice, null or of another type.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 2)]
[JsonSerializable(typeof(PauseCommand))]
[JsonSerializable(typeof(ResumeCommand))]
[JsonSerializable(typeof(ThresholdCommand))]
[JsonSerializable(typeof(PrivacyCommand))]
[JsonSerializable(typeof(DismissCommand))]
[JsonSerializable(typeof(UndismissCommand))]
[JsonSerializable(typeof(ListCommand))]
[JsonSerializable(typeof(ReplayCommand))]
[JsonSerializable(typeof(StatusCommand))]
[JsonSerializable(typeof(TeachCommand))]
[JsonSerializable(typeof(ForgetCommand))]
public sealed partial class CommandJsonContext : JsonSerializerContext;
