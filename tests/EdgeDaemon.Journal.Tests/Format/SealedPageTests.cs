using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Journal.Tests.Format;

public class SealedPageTests
{
    [Fact]
    public void Unpack_WhatWasPacked_GivesTheSameRecords()
    {
        Prop.ForAll(Gen.Choose(1, 300).SelectMany(count => Gen.Choose(0, int.MaxValue - 1).Select(seed => (count, seed))).ToArbitrary(), input =>
        {
            var records = RandomRecords(input.count, new Random(input.seed));
            var page = new byte[SegmentHeader.PageBytes];
            var packed = SealedPage.Pack(records, default, page);
            var unpacked = new LabelRecord[SealedPage.MaxRecords];
            var count = SealedPage.Unpack(page, unpacked, out _);
            return packed == count && Bytes(records.AsSpan(0, packed)).SequenceEqual(Bytes(unpacked.AsSpan(0, count)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pack_RecordsThatDifferInEveryByte_IsNotLargerThanRaw()
    {
        var records = new LabelRecord[100];
        for (var i = 0; i < records.Length; i++)
        {
            MemoryMarshal.AsBytes(records.AsSpan(i, 1)).Fill((byte)((i % 2) + 1));
            records[i].Sequence = (ulong)i + 5;
        }

        Assert.True(SealedPage.Pack(records, default, new byte[SegmentHeader.PageBytes]) >= SegmentHeader.SlotsPerPage);
    }

    [Fact]
    public void Unpack_AnyFlippedBit_IsRefused()
    {
        var page = new byte[SegmentHeader.PageBytes];
        SealedPage.Pack(RandomRecords(100, new Random(1)), default, page);
        var unpacked = new LabelRecord[SealedPage.MaxRecords];
        for (var bit = 0; bit < page.Length * 8; bit++)
        {
            page[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(0, SealedPage.Unpack(page, unpacked, out _));
            page[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static LabelRecord[] RandomRecords(int count, Random random)
    {
        var records = new LabelRecord[count];
        for (var i = 0; i < count; i++)
        {
            records[i] = LabelRecord.Of((LabelRecordKind)random.Next(1, 12), (byte)random.Next(4));
            records[i].Sequence = 1000 + (ulong)i;
            records[i].WallTimeMs = random.NextInt64();
            records[i].Value = (uint)random.Next(3);
            records[i].Box = new NormalizedBox((ushort)random.Next(65536), 0, ushort.MaxValue, (ushort)random.Next(65536));
        }

        return records;
    }

    private static ReadOnlySpan<byte> Bytes(Span<LabelRecord> records) => MemoryMarshal.AsBytes(records);
}
