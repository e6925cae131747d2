using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class AssignmentTests
{
    [Fact]
    public void Solve_GreedyTrap_TakesTheBestSum()
    {
        // Greedy takes 1 (row 0, column 0) and then has to take 10.
        Assert.Equal([1, 0], Solve(100, new float[,] { { 1, 2 }, { 3, 10 } }));
    }

    [Fact]
    public void Solve_DearPairs_StayAlone() => Assert.Equal([-1, 1], Solve(5, new float[,] { { 6, 7 }, { 9, 1 } }));

    [Fact]
    public void Solve_MoreRowsThanColumns_OneStaysAlone() => Assert.Equal([-1, 0, -1], Solve(50, new float[,] { { 3 }, { 1 }, { 2 } }));

    [Fact]
    public void Solve_NoColumns_AllAlone() => Assert.Equal([-1, -1], Solve(1, new float[2, 0]));

    /// <summary>Against every possible pairing of up to 5 rows and 5 columns.</summary>
    [Fact]
    public void Solve_RandomCosts_NobodyFindsACheaperOne()
    {
        var random = new Random(11);
        for (var round = 0; round < 1500; round++)
        {
            var costs = new float[random.Next(0, 6), random.Next(0, 6)];
            for (var i = 0; i < costs.Length; i++)
                costs[i / costs.GetLength(1), i % costs.GetLength(1)] = random.Next(4) == 0 ? Assignment.Forbidden : random.Next(1, 100) / 10f;
            var aloneCost = random.Next(1, 120) / 10f;
            var found = Solve(aloneCost, costs);

            Assert.Equal(found.Count(c => c >= 0), found.Where(c => c >= 0).Distinct().Count());
            var cost = found.Select((c, r) => c < 0 ? aloneCost : costs[r, c]).Sum();
            Assert.Equal(Cheapest(costs, aloneCost, 0, 0), cost, 1e-3f);
        }
    }

    [Fact]
    public void Solve_LargestProblem_IsValidAndAllocatesNothing()
    {
        var random = new Random(3);
        var assignment = new Assignment(64, 64);
        var columnOf = new int[64];
        Assert.Equal(0, Allocations.InSteadyState(
            () =>
            {
                assignment.Begin(64, 64);
                for (var i = 0; i < 64 * 64; i++)
                    assignment.SetCost(i / 64, i % 64, random.NextSingle());
                assignment.Solve(0.5f, columnOf);
            },
            runsPerRound: 5));
        Assert.Equal(64, columnOf.Distinct().Count());
    }

    private static int[] Solve(float aloneCost, float[,] costs)
    {
        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        var assignment = new Assignment(8, 8);
        assignment.Begin(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                assignment.SetCost(row, column, costs[row, column]);
        }

        var columnOf = new int[rows];
        assignment.Solve(aloneCost, columnOf);
        return columnOf;
    }

    private static float Cheapest(float[,] costs, float aloneCost, int row, int taken)
    {
        if (row == costs.GetLength(0))
            return 0;
        var best = aloneCost + Cheapest(costs, aloneCost, row + 1, taken);
        for (var column = 0; column < costs.GetLength(1); column++)
        {
            if ((taken & (1 << column)) == 0)
                best = MathF.Min(best, costs[row, column] + Cheapest(costs, aloneCost, row + 1, taken | (1 << column)));
        }

        return best;
    }
}
