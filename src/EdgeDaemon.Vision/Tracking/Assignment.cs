namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// Finds the pairing of rows and columns with the least total cost, where a row may also stay alone at a set cost: the Hungarian
/// method with shortest augmenting paths (Kuhn 1955; Munkres 1957), O(rows² · (rows + columns)). A greedy pairing is cheaper, but gives one
/// of two people who pass each other the other's number where the sum of both would have told them apart. One thread; allocates
/// when it is made.
/// </summary>
/// <param name="maxRows">Most rows.</param>
/// <param name="maxColumns">Most columns.</param>
public sealed class Assignment(int maxRows, int maxColumns)
{
    /// <summary>The cost of a pair that must not be.</summary>
    public const float Forbidden = 1e6f;

    private readonly float[] _costs = new float[maxRows * maxColumns];
    private readonly float[] _rowPrice = new float[maxRows + 1];
    private readonly float[] _columnPrice = new float[maxColumns + maxRows + 1];
    private readonly float[] _distance = new float[maxColumns + maxRows + 1];
    private readonly int[] _rowOf = new int[maxColumns + maxRows + 1];
    private readonly int[] _from = new int[maxColumns + maxRows + 1];
    private readonly bool[] _isDone = new bool[maxColumns + maxRows + 1];
    private int _rows;
    private int _columns;

    /// <summary>Begins a new problem in which every pair is <see cref="Forbidden"/>.</summary>
    public void Begin(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, maxRows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, maxColumns);
        (_rows, _columns) = (rows, columns);
        _costs.AsSpan(0, rows * columns).Fill(Forbidden);
    }

    /// <summary>States the cost of a pair, below <see cref="Forbidden"/>.</summary>
    public void SetCost(int row, int column, float cost) => _costs[(row * _columns) + column] = cost;

    /// <summary>Solves it.</summary>
    /// <param name="aloneCost">Cost of a row that stays alone; a pair that costs more is not made.</param>
    /// <param name="columnOf">Filled with the column of each row, or −1.</param>
    public void Solve(float aloneCost, Span<int> columnOf)
    {
        // Each row has a column of its own behind the real ones, to stay alone with: there is always a full pairing.
        var width = _columns + _rows;
        _rowPrice.AsSpan(0, _rows + 1).Clear();
        _columnPrice.AsSpan(0, width + 1).Clear();
        _rowOf.AsSpan(0, width + 1).Clear();
        for (var row = 1; row <= _rows; row++)
            Insert(row, width, aloneCost);
        columnOf[.._rows].Fill(-1);
        for (var column = 1; column <= _columns; column++)
        {
            if (_rowOf[column] > 0)
                columnOf[_rowOf[column] - 1] = column - 1;
        }
    }

    /// <summary>Gives one more row a column, moving others along the cheapest path of changes. Rows and columns from 1; 0 is "none".</summary>
    private void Insert(int row, int width, float aloneCost)
    {
        _rowOf[0] = row;
        _distance.AsSpan(0, width + 1).Fill(float.PositiveInfinity);
        _isDone.AsSpan(0, width + 1).Clear();
        var column = 0;
        do
        {
            _isDone[column] = true;
            column = Advance(column, width, aloneCost);
        }
        while (_rowOf[column] != 0);

        while (column != 0)
        {
            _rowOf[column] = _rowOf[_from[column]];
            column = _from[column];
        }
    }

    private int Advance(int column, int width, float aloneCost)
    {
        var row = _rowOf[column];
        var (least, next) = (float.PositiveInfinity, 0);
        for (var c = 1; c <= width; c++)
        {
            if (_isDone[c])
                continue;
            var reduced = CostOf(row, c, aloneCost) - _rowPrice[row] - _columnPrice[c];
            if (reduced < _distance[c])
                (_distance[c], _from[c]) = (reduced, column);
            if (_distance[c] < least)
                (least, next) = (_distance[c], c);
        }

        for (var c = 0; c <= width; c++)
        {
            if (_isDone[c])
                (_rowPrice[_rowOf[c]], _columnPrice[c]) = (_rowPrice[_rowOf[c]] + least, _columnPrice[c] - least);
            else
                _distance[c] -= least;
        }

        return next;
    }

    private float CostOf(int row, int column, float aloneCost) =>
        column <= _columns ? _costs[((row - 1) * _columns) + column - 1]
        : column - _columns == row ? aloneCost : Forbidden * 2;
}
