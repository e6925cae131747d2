using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Format;

/// <summary>
/// A full link of the hash chain: H(n) = SHA-256(H(n-1), bytes 0..55 of record n); before the first record, 32 zero bytes.
/// A record carries the first 4 bytes of its own; a segment header and a sealed page carry the whole one before their first.
/// </summary>
[InlineArray(SizeBytes)]
internal struct ChainValue : IEquatable<ChainValue>
{
    public const int SizeBytes = SHA256.HashSizeInBytes;

    private byte _first;

    /// <summary>What a record carries.</summary>
    public readonly uint Link => BinaryPrimitives.ReadUInt32LittleEndian(AsBytes());

    public static ChainValue Read(ReadOnlySpan<byte> source)
    {
        var value = default(ChainValue);
        source[..SizeBytes].CopyTo(value);
        return value;
    }

    public readonly void CopyTo(Span<byte> destination) => AsBytes().CopyTo(destination);

    /// <summary>The link of <paramref name="record"/>, when this is the one before.</summary>
    public readonly ChainValue Next(in LabelRecord record)
    {
        Span<byte> input = stackalloc byte[SizeBytes + RecordCodec.ChainedBytes];
        CopyTo(input);
        RecordCodec.BytesOf(in record)[..RecordCodec.ChainedBytes].CopyTo(input[SizeBytes..]);
        var next = default(ChainValue);
        SHA256.HashData(input, next);
        return next;
    }

    public readonly bool Equals(ChainValue other) => AsBytes().SequenceEqual(other.AsBytes());

    public override readonly bool Equals(object? obj) => obj is ChainValue other && Equals(other);

    public override readonly int GetHashCode() => (int)Link;

    [UnscopedRef]
    private readonly ReadOnlySpan<byte> AsBytes() => MemoryMarshal.CreateReadOnlySpan(in _first, SizeBytes);
}
