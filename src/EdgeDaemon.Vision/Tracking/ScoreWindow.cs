using System.Runtime.CompilerServices;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>The last scores of an object, kept in order so that their median is at hand.</summary>
internal struct ScoreWindow
{
    /// <summary>Scores that are kept.</summary>
    public const int Length = 15;

    private Scores _recent;
    private Scores _sorted;
    private int _count;
    private int _next;

    /// <summary>The median; of an even number the lower of the two in the middle, so that doubt counts against it. 0 without scores.</summary>
    public readonly float Median => _count == 0 ? 0 : _sorted[(_count - 1) / 2];

    public void Add(float score)
    {
        if (_count == Length)
            Remove(_recent[_next]);
        _recent[_next] = score;
        _next = (_next + 1) % Length;
        var at = _count++;
        for (; at > 0 && _sorted[at - 1] > score; at--)
            _sorted[at] = _sorted[at - 1];
        _sorted[at] = score;
    }

    private void Remove(float score)
    {
        var at = 0;
        while (_sorted[at] != score)
            at++;
        for (_count--; at < _count; at++)
            _sorted[at] = _sorted[at + 1];
    }

    [InlineArray(Length)]
    private struct Scores
    {
        private float _first;
    }
}
