using System.Collections.Immutable;
using EdgeDaemon.Pipeline.Capturing;

namespace EdgeDaemon.Workers;

/// <summary>
/// Tells the watchdog that the vision process gets on, when really all of it does: every camera has delivered or tried again
/// since the last time. The inference thread calls it after each thing it has done, so that its own hang is silence, too. One
/// camera that hangs must not hide behind another one that works.
/// </summary>
internal sealed class ProgressWatch
{
    private readonly ImmutableArray<IProgressSource> _cameras;
    private readonly Action _alive;
    private readonly long[] _seen;

    /// <param name="cameras">What must get on.</param>
    /// <param name="alive">Called when it has.</param>
    public ProgressWatch(ImmutableArray<IProgressSource> cameras, Action alive)
    {
        (_cameras, _alive) = (cameras, alive);
        _seen = new long[cameras.Length];
    }

    /// <summary>Looks at the cameras; allocates nothing.</summary>
    public void Look()
    {
        for (var i = 0; i < _cameras.Length; i++)
        {
            if (!_cameras[i].IsIdle && _cameras[i].Progress == _seen[i])
                return;
        }

        for (var i = 0; i < _cameras.Length; i++)
            _seen[i] = _cameras[i].Progress;
        _alive();
    }
}
