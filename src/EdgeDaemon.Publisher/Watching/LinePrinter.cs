using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Watching;

/// <summary>
/// One line per message for people: time of arrival, topic below the device, what it says. A broker is not trusted: control
/// characters are shown as <c>?</c>, so that no payload can drive a terminal.
/// </summary>
internal sealed class LinePrinter(TextWriter output, TextWriter error, TopicNames topics, LabelTitles titles, TimeProvider time) : IMessagePrinter
{
    private const int LongestText = 400;

    /// <inheritdoc/>
    public void Print(MqttReceived message)
    {
        var clock = time.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var topic = message.Topic.StartsWith(topics.Root + "/", StringComparison.Ordinal) ? message.Topic[(topics.Root.Length + 1)..] : message.Topic;
        var kept = message.Retained ? "  (retained)" : "";
        output.WriteLine($"{clock}  {Printable(topic),-32}  {Printable(Describe(topic, message.Payload))}{kept}");
        output.Flush();
    }

    /// <inheritdoc/>
    public void Tell(string notice) => error.WriteLine(notice);

    private string Describe(string topic, byte[] payload)
    {
        try
        {
            if (TopicContract.Events.Matches(topic) || TopicContract.ZoneEvents.Matches(topic))
                return Describe(JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.EventPayload)!);
            if (TopicContract.State.Matches(topic))
                return Describe(topic.Split('/')[0], JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.CameraStatePayload)!);
            if (TopicContract.Gap.Matches(topic))
                return Describe(JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.GapPayload)!);
            if (TopicContract.Status.Matches(topic))
                return Describe(JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.StatusPayload)!);
        }
        catch (JsonException)
        {
            // Somebody else's message, or a newer publisher's: shown as it is.
        }

        return Encoding.UTF8.GetString(payload);
    }

    private string Describe(EventPayload e)
    {
        var zones = e.Zones is { Length: > 0 } ? $" in {string.Join(", ", e.Zones)}" : "";
        var label = e.Label is null ? "object" : titles.Of(e.Camera, e.Label);
        var subLabel = e.SubLabel is null ? "" : $" ({e.SubLabel})";
        return string.Create(
            CultureInfo.InvariantCulture, $"{e.Type} {label}{subLabel} {e.Score:0.00} (top {e.TopScore:0.00}){zones}, event {e.Id}");
    }

    private string Describe(string camera, CameraStatePayload s)
    {
        var labels = s.Labels switch
        {
            null => "labels unknown",
            { Count: 0 } => "nothing",
            var present => string.Join(", ", present.Select(l => $"{l.Value} {titles.Of(camera, l.Key)}")),
        };
        return $"{s.State}, {s.Health}: {labels}";
    }

    private static string Describe(StatusPayload s)
    {
        var clock = s.ClockSynced ? "" : ", clock not synchronised";
        var heat = s.TemperatureC is { } celsius ? string.Create(CultureInfo.InvariantCulture, $", {celsius:0.0} °C") : "";
        var faults = s.Throttling is { Length: > 0 } throttling ? $", {string.Join(", ", throttling)}" : "";
        var cameras = s.Cameras.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"{c.Key} {c.Value.State}{(c.Value.Fps is { } fps ? $" {fps:0.0} fps" : "")}"));
        return $"{string.Join(", ", cameras)}; backlog {s.Journal.Backlog}{heat}{faults}{clock}";
    }

    private static string Describe(GapPayload g) => $"{g.Lost} records lost ({g.First} to {g.Last})";

    /// <summary>A text in which nothing drives a terminal, cut to a reasonable length.</summary>
    internal static string Printable(string text)
    {
        var shown = text.Length > LongestText ? text[..LongestText] + "…" : text;
        return string.Create(shown.Length, shown, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
                to[i] = char.IsControl(from[i]) || char.GetUnicodeCategory(from[i]) == UnicodeCategory.Format ? '?' : from[i];
        });
    }
}
