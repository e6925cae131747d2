using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>
/// Reads commands. They come from whoever the broker lets through, so that everything which is not exactly right is refused:
/// unknown, repeated, missing or null fields, other types, values out of range, anything around the object.
/// </summary>
internal static class CommandParser
{
    /// <summary>Most bytes of a command.</summary>
    public const int MaxBytes = 512;

    private const int LongestPauseSeconds = 7 * 86_400;
    private const int MostReplayed = 1000;
    private const int UsuallyReplayed = 100;
    private static readonly CommandJsonContext Json = CommandJsonContext.Default;

    /// <summary>The command, or null when it is not well-formed.</summary>
    public static ParsedCommand? Parse(CommandCode code, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload.Length > MaxBytes)
            return null;
        try
        {
            if (HasNull(payload))
                return null;
            return code switch
            {
                CommandCode.Pause => Pause(Read(payload, Json.PauseCommand)),
                CommandCode.Resume => Read(payload, Json.ResumeCommand) is { } c && IsName(c.Camera) ? new ParsedCommand(code) { Camera = c.Camera } : null,
                CommandCode.Threshold => Threshold(Read(payload, Json.ThresholdCommand)),
                CommandCode.Privacy => Privacy(Read(payload, Json.PrivacyCommand)),
                CommandCode.Dismiss => Dismiss(Read(payload, Json.DismissCommand)),
                CommandCode.Undismiss => Read(payload, Json.UndismissCommand) is { Item: > 0 } c ? new ParsedCommand(code) { Value = c.Item } : null,
                CommandCode.List => Read(payload, Json.ListCommand) is not null ? new ParsedCommand(code) : null,
                CommandCode.Replay => Read(payload, Json.ReplayCommand) is { } c && c.Limit is null or > 0 and <= MostReplayed
                    ? new ParsedCommand(code) { From = c.From, Limit = c.Limit ?? UsuallyReplayed } : null,
                CommandCode.Teach => Teach(Read(payload, Json.TeachCommand)),
                CommandCode.Forget => Read(payload, Json.ForgetCommand) is { } c && Slug.IsValid(c.Camera) && Slug.IsValid(c.Label)
                    ? new ParsedCommand(code) { Camera = c.Camera, Label = c.Label } : null,
                CommandCode.Status => Read(payload, Json.StatusCommand) is not null ? new ParsedCommand(code) : null,
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A null camera would be read as an absent one, and that is all of them.</summary>
    private static bool HasNull(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 2 });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null)
                return true;
        }

        return false;
    }

    private static T? Read<T>(ReadOnlySpan<byte> payload, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(payload, type);

    private static ParsedCommand? Pause(PauseCommand? c)
    {
        if (c is null || !IsName(c.Camera) || c.Seconds is <= 0 or > LongestPauseSeconds)
            return null;
        if (c.Paused != false)
            return new ParsedCommand(CommandCode.Pause) { Camera = c.Camera, Value = (uint)(c.Seconds ?? 0) };
        return c.Seconds is null ? new ParsedCommand(CommandCode.Resume) { Camera = c.Camera } : null;
    }

    private static ParsedCommand? Threshold(ThresholdCommand? c) =>
        c is { Score: >= 0 and <= 1 } && Slug.IsValid(c.Camera) && IsName(c.Label)
            ? new ParsedCommand(CommandCode.Threshold) { Camera = c.Camera, Label = c.Label, Value = (uint)Math.Round(c.Score * CommandRequest.ScoreOne) }
            : null;

    private static ParsedCommand? Privacy(PrivacyCommand? c) =>
        c is not null && IsName(c.Camera) && CommandNames.ParseLevel(c.Level) is { } level
            ? new ParsedCommand(CommandCode.Privacy) { Camera = c.Camera, Level = level }
            : null;

    private static ParsedCommand? Dismiss(DismissCommand? c)
    {
        if (c is null || !IsName(c.Camera) || !IsName(c.Label))
            return null;
        if (c.Event is null)
            return c.Camera is null ? null : new ParsedCommand(CommandCode.Dismiss) { Camera = c.Camera, Label = c.Label };
        return c.Camera is null && c.Label is null && CommandNames.ParseEvent(c.Event) is { } named
            ? new ParsedCommand(CommandCode.Dismiss) { Event = named }
            : null;
    }

    private static ParsedCommand? Teach(TeachCommand? c) =>
        c is not null && Slug.IsValid(c.Camera) && Slug.IsValid(c.Label) && (c.Event is null || CommandNames.ParseEvent(c.Event) is not null)
            ? new ParsedCommand(CommandCode.Teach) { Camera = c.Camera, Label = c.Label, Event = c.Event is null ? null : CommandNames.ParseEvent(c.Event) }
            : null;

    private static bool IsName(string? name) => name is null || Slug.IsValid(name);
}
