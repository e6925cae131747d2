using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class ClassScoresTests
{
    [Fact]
    public void Best_EqualOrNotANumber_IsTheFirstRealOne()
    {
        Assert.Equal((1, 0.5f), ClassScores.Best([float.NaN, 0.5f, 0.5f, 0.2f]));
        Assert.Equal((-1, 0f), ClassScores.Best([0, -1, float.NaN]));
        Assert.Equal((-1, 0f), ClassScores.Best([]));
    }

    /// <summary>Columns around the sizes of a vector and of a block; values with ties, NaN and infinities.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 80)]
    [InlineData(5, 7)]
    [InlineData(1023, 3)]
    [InlineData(1024, 3)]
    [InlineData(1025, 3)]
    [InlineData(2100, 80)]
    public void MaxOfColumns_Vectors_EqualTheScalarReference(int columns, int rows)
    {
        var random = new Random(columns);
        var matrix = new float[rows * columns];
        foreach (ref var value in matrix.AsSpan())
        {
            value = random.Next(20) switch
            {
                0 => float.NaN,
                1 => float.NegativeInfinity,
                2 => float.PositiveInfinity,
                3 => -1,
                _ => random.Next(100) / 100f,
            };
        }

        var (expected, actual) = (new float[columns], new float[columns]);
        ClassScores.MaxOfColumnsScalar(matrix, expected);
        ClassScores.MaxOfColumns(matrix, actual);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void NextAtLeast_EveryPosition_IsFound()
    {
        for (var length = 0; length < 12; length++)
        {
            var values = new float[length];
            Assert.Equal(length, ClassScores.NextAtLeast(values, 0, 0.5f));
            for (var i = 0; i < length; i++)
            {
                values.AsSpan().Fill(float.NaN);
                values[i] = 0.5f;
                for (var from = 0; from <= i; from++)
                    Assert.Equal(i, ClassScores.NextAtLeast(values, from, 0.5f));
                Assert.Equal(length, ClassScores.NextAtLeast(values, i + 1, 0.5f));
            }
        }
    }
}
