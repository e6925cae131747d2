using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.TestKit.Hub;

namespace EdgeDaemon.TestKit.Schemas;

/// <summary>Looks at published messages: is the topic one of the contract, and is the payload what the contract says stands there?</summary>
/// <param name="root">The device's own prefix.</param>
/// <param name="hub">Home Assistant's prefix.</param>
/// <param name="frigate">Frigate's prefix.</param>
public sealed class ContractCheck(string root, string hub = "homeassistant", string frigate = "frigate")
{
    /// <summary>Everything that is wrong with a message.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">Its payload; empty clears a retained topic.</param>
    /// <param name="retained">Was it published to be kept? null: not known.</param>
    public IEnumerable<string> Faults(string topic, ReadOnlySpan<byte> payload, bool? retained)
    {
        var trees = new[] { (root, TopicContract.All), (hub, TopicContract.HomeAssistant), (frigate, TopicContract.Frigate) };
        foreach (var (prefix, infos) in trees)
        {
            if (!topic.StartsWith(prefix + "/", StringComparison.Ordinal))
                continue;
            var below = topic[(prefix.Length + 1)..];
            var info = TopicContract.Find(infos, below);
            return info is null ? [$"{topic}: not a topic of the contract"] : Faults(info, topic, payload, retained);
        }

        return [$"{topic}: outside of every tree that is ours"];
    }

    private static List<string> Faults(TopicInfo info, string topic, ReadOnlySpan<byte> payload, bool? retained)
    {
        var faults = new List<string>();
        var isLastWord = retained == false && info.LastWord is { } last && Encoding.UTF8.GetString(payload) == last;
        if (isLastWord)
            return faults;
        if (retained is { } kept && kept != info.IsRetained)
            faults.Add($"{topic}: retained is {kept}");
        if (payload.IsEmpty)
        {
            if (!info.IsRetained)
                faults.Add($"{topic}: empty");
            return faults;
        }

        if (info.Payload is { } schema)
            faults.AddRange(JsonFaults(schema, payload).Select(f => $"{topic}: {f}"));
        else if (!IsWord(info.Words!, Encoding.UTF8.GetString(payload)))
            faults.Add($"{topic}: '{Encoding.UTF8.GetString(payload)}' is not {info.Words}");
        return faults;
    }

    private static List<string> JsonFaults(string schema, ReadOnlySpan<byte> payload)
    {
        JsonNode? value;
        try
        {
            value = JsonNode.Parse(payload);
        }
        catch (JsonException e)
        {
            return [$"not JSON: {e.Message}"];
        }

        // On a reply topic there are answers and replayed events.
        if (schema == "command-reply" && value?["command"] is null)
            schema = "event";
        var faults = JsonSchemaValidator.Faults(PayloadSchemas.All[schema], value).ToList();
        if (schema == "event" && payload.Length > EventPayload.MaxBytes)
            faults.Add($"{payload.Length} bytes; an event has at most {EventPayload.MaxBytes}");
        if (schema == "home-assistant-discovery")
            faults.AddRange(HubDiscoveryValidator.Faults(value!));
        return faults;
    }

    private static bool IsWord(string words, string payload) =>
        (words.Contains("a whole number", StringComparison.Ordinal) && payload.Length is > 0 and <= 10 && payload.All(char.IsAsciiDigit))
        || words.Contains($"`{payload}`", StringComparison.Ordinal);
}
