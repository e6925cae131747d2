using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Tests.Records;

public sealed class ModelChangeTests
{
    [Theory]
    [InlineData(ModelChange.Own, 0x0123456789abcdef, ModelNote.None, "0123456789abcdef")]
    [InlineData(3, ulong.MaxValue, ModelNote.Disagrees, "ffffffffffffffff")]
    [InlineData(ModelChange.Health, 0ul, ModelNote.Crashed, "0000000000000000")]
    public void From_Record_IsWhatWasWritten(byte place, ulong version, ModelNote note, string digits)
    {
        var change = new ModelChange(place, version, note);

        Assert.Equal(change, ModelChange.From(change.ToRecord(4)));
        Assert.Equal((digits, 4), (change.Digits, change.ToRecord(4).Camera));
    }

    [Theory]
    [InlineData(7u, 0u)]
    [InlineData(256u, 0u)]
    [InlineData(uint.MaxValue, 0u)]
    [InlineData(0u, 256u)]
    public void From_NumbersThatMeanNothing_IsNothing(uint value, uint place)
    {
        var record = LabelRecord.Of(LabelRecordKind.ModelChange, 0);
        (record.Value, record.TrackId) = (value, place);

        Assert.Null(ModelChange.From(record));
    }
}
