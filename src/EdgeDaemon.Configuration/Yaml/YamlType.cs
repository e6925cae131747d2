using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>What a value may be: how it is read, what is allowed in words, and the same for an editor. Immutable.</summary>
/// <typeparam name="T">What it becomes.</typeparam>
public abstract class YamlType<T>
{
    /// <summary>What is allowed, so that "Write …" and "with …" go before it: <c>a whole number from 1 to 16</c>.</summary>
    public abstract string Allowed { get; }

    /// <summary>Reads a value, or says everything that is wrong with it.</summary>
    /// <returns>False when an error was added.</returns>
    public abstract bool TryRead(YamlValue value, [MaybeNullWhen(false)] out T result);

    /// <summary>The value as YAML on one line, in one canonical form that reads back as the same value.</summary>
    public abstract string Format(T value);

    /// <summary>What is allowed, as JSON Schema (draft 2020-12).</summary>
    public abstract JsonObject ToJsonSchema();

    /// <summary>The value as JSON, for the schema's defaults; its canonical form as a text unless a type has a better one.</summary>
    public virtual JsonNode? ToJson(T value) => JsonValue.Create(Format(value));
}
