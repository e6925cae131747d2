using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeDaemon.Contracts.Payloads.Frigate;

/// <summary>A sub-label as Frigate writes it: an array of the name and the score.</summary>
/// <param name="Name">Slug.</param>
/// <param name="Score">0..1; null where it is not told.</param>
[JsonConverter(typeof(Converter))]
public sealed record FrigateSubLabelPayload(string Name, double? Score)
{
    internal sealed class Converter : JsonConverter<FrigateSubLabelPayload>
    {
        public override FrigateSubLabelPayload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Frigate's events are written here, and never read.");

        public override void Write(Utf8JsonWriter writer, FrigateSubLabelPayload value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(value.Name);
            if (value.Score is { } score)
                writer.WriteNumberValue(score);
            else
                writer.WriteNullValue();
            writer.WriteEndArray();
        }
    }
}
