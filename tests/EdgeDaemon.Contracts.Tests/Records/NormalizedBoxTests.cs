using System.Runtime.CompilerServices;
using EdgeDaemon.Contracts.Records;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Contracts.Tests.Records;

public class NormalizedBoxTests
{
    [Fact]
    public void Size_IsEightBytes() => Assert.Equal(8, Unsafe.SizeOf<NormalizedBox>());

    [Fact]
    public void FromFractions_Corners_AreTheEndsOfTheGrid() =>
        Assert.Equal(new NormalizedBox(0, 32768, 65535, 13107), NormalizedBox.FromFractions(0, 0.5f, 1, 0.2f));

    [Fact]
    public void FromFractions_OutsideAndNaN_AreClamped() =>
        Assert.Equal(new NormalizedBox(0, 0, 65535, 65535), NormalizedBox.FromFractions(-1, float.NaN, 1.5f, float.PositiveInfinity));

    [Fact]
    public void ToFractions_AnyBox_ComesBackExactly() =>
        Prop.ForAll<ushort, ushort, ushort>((a, b, c) =>
        {
            var box = new NormalizedBox(a, b, c, ushort.MaxValue);
            var (left, top, right, bottom) = box.ToFractions();
            Assert.Equal(box, NormalizedBox.FromFractions(left, top, right, bottom));
        }).QuickCheckThrowOnFailure();
}
