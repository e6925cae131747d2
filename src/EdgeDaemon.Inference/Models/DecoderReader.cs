using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Models;

/// <summary>Reads the <c>decoder</c> section of a manifest. Each family has its own parameters; those of others are refused.</summary>
internal static class DecoderReader
{
    /// <summary>Null without a type, because which parameters there may be depends on it.</summary>
    public static DecoderSpec? Read(YamlSection section)
    {
        if (section.RequireChoice("type", YamlTypes.Enum<DecoderKind>()) is not { } kind)
            return null;
        var description = Decoders.Of(kind);
        var spec = description.Read(new Parameters(section), description.Defaults) with { Output = section.Get("output", ManifestReader.Line, "") };
        section.Finish();
        return spec;
    }

    private sealed class Parameters(YamlSection section) : IParameterReader
    {
        public bool Flag(string key, bool fallback) => section.Get(key, YamlTypes.Boolean, fallback);

        public T Choice<T>(string key, T fallback) where T : struct, Enum => section.Get(key, YamlTypes.Enum<T>(), fallback);

        public int Integer(string key, int min, int max, int fallback) => section.Get(key, YamlTypes.Integer(min, max), fallback);

        public float Number(string key, double min, double max, float fallback) => (float)section.Get(key, YamlTypes.Number(min, max), fallback);

        public ImmutableArray<int> Integers(string key, int min, int max, int maxCount, ImmutableArray<int> fallback) =>
            section.Get(key, YamlTypes.List(YamlTypes.Integer(min, max), min: 1, max: maxCount, unique: true), fallback);

        public ImmutableArray<float> Numbers(string key, double min, double max, int minCount, int maxCount, ImmutableArray<float> fallback) =>
            section.TryGet(key, out _)
                ? [.. section.Get(key, YamlTypes.List(YamlTypes.Number(min, max), minCount, maxCount), []).Select(v => (float)v)]
                : fallback;

        public T Section<T>(string key, Func<IParameterReader, T> read, T fallback)
        {
            if (section.OpenSection(key) is not { } inner)
                return fallback;
            var value = read(new Parameters(inner));
            inner.Finish();
            return value;
        }
    }
}
