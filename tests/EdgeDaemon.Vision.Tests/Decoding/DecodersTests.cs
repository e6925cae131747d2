using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class DecodersTests
{
    [Fact]
    public void All_EveryKind_IsThereOnce() =>
        Assert.Equal(Enum.GetValues<DecoderKind>(), Decoders.All.Select(d => d.Kind).Order());

    [Fact]
    public void Of_UnknownKind_Throws() =>
        Assert.Contains("99", Assert.Throws<DecoderMismatchException>(() => Decoders.Of((DecoderKind)99)).Message, StringComparison.Ordinal);

    [Fact]
    public void For_NoOutputs_IsEmpty() => Assert.Empty(Decoders.For(new ModelShape(64, 64, [])));

    [Fact]
    public void Read_NothingSaid_LeavesTheDefaults()
    {
        foreach (var decoder in Decoders.All)
        {
            var keys = new Keys();
            var read = decoder.Read(keys, decoder.Defaults);
            Assert.Equal(decoder.Defaults with { Strides = read.Strides, Anchors = read.Anchors }, read);
            Assert.Equal(keys.Asked.Distinct(), keys.Asked);
            Assert.Equal(decoder.Kind == DecoderKind.Embedding, keys.Asked.Count == 0);
        }
    }

    /// <summary>Answers with the fallback, after a look whether it is in range itself.</summary>
    private sealed class Keys : IParameterReader
    {
        public List<string> Asked { get; } = [];

        public bool Flag(string key, bool fallback) => Take(key, fallback);

        public T Choice<T>(string key, T fallback) where T : struct, Enum => Take(key, fallback);

        public int Integer(string key, int min, int max, int fallback)
        {
            Assert.InRange(fallback, min, max);
            return Take(key, fallback);
        }

        public float Number(string key, double min, double max, float fallback)
        {
            Assert.InRange(fallback, (float)min, (float)max);
            return Take(key, fallback);
        }

        public ImmutableArray<int> Integers(string key, int min, int max, int maxCount, ImmutableArray<int> fallback)
        {
            Assert.InRange(fallback.Length, 1, maxCount);
            Assert.All(fallback, value => Assert.InRange(value, min, max));
            return Take(key, fallback);
        }

        public ImmutableArray<float> Numbers(string key, double min, double max, int minCount, int maxCount, ImmutableArray<float> fallback)
        {
            Assert.InRange(fallback.Length, minCount, maxCount);
            Assert.All(fallback, value => Assert.InRange(value, (float)min, (float)max));
            return Take(key, fallback);
        }

        public T Section<T>(string key, Func<IParameterReader, T> read, T fallback)
        {
            Asked.Add(key);
            return read(this);
        }

        private T Take<T>(string key, T value)
        {
            Asked.Add(key);
            return value;
        }
    }
}
