using System.Collections.Immutable;
using EdgeDaemon.Pipeline.Capturing;

namespace EdgeDaemon.Workers;

/// <summary>
/// Keeps the line that <c>systemctl status</c> shows: which cameras are watched, and what the others wait for. Used by the
/// inference thread; a look at which nothing has changed allocates nothing.
/// </summary>
internal sealed class CameraStatus
{
    private readonly ServiceManager _service;
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<CaptureThread> _workers;
    private readonly SourceState[] _states;
    private readonly string?[] _failures;
    private bool _isStale = true;

    /// <param name="service">Hears the line.</param>
    /// <param name="names">Names of the cameras.</param>
    /// <param name="workers">Their capture threads.</param>
    public CameraStatus(ServiceManager service, ImmutableArray<string> names, ImmutableArray<CaptureThread> workers)
    {
        (_service, _names, _workers) = (service, names, workers);
        _states = new SourceState[names.Length];
        _failures = new string?[names.Length];
    }

    /// <summary>The line as of now.</summary>
    public string Line
    {
        get
        {
            var missing = Enumerable.Range(0, _names.Length).Select(Missing).OfType<string>().ToList();
            var watched = _names.Where((_, i) => Missing(i) is null).ToList();
            var waiting = missing.Count > 0 ? $"Waiting for {string.Join(", ", missing)}." : null;
            var watching = watched.Count > 0 ? $"Watching {string.Join(", ", watched)}." : null;
            return string.Join(' ', new[] { waiting, watching }.OfType<string>());
        }
    }

    /// <summary>Notes a camera's state.</summary>
    public void Note(int camera, SourceState state)
    {
        _isStale |= _states[camera] != state;
        _states[camera] = state;
    }

    /// <summary>Says the line if it is another one than before.</summary>
    public void Look()
    {
        for (var i = 0; i < _workers.Length; i++)
        {
            var failure = _workers[i].Failure;
            _isStale |= failure != _failures[i];
            _failures[i] = failure;
        }

        if (!_isStale)
            return;
        _isStale = false;
        _service.Status(Line);
    }

    /// <summary>A camera that is not watched, and why; null: it is.</summary>
    private string? Missing(int camera) => (_states[camera], _failures[camera]) switch
    {
        (SourceState.Private, _) => $"{_names[camera]} (closed by the privacy switch)",
        (SourceState.Paused, _) => $"{_names[camera]} (paused)",
        (_, { } reason) => $"{_names[camera]} ({reason.TrimEnd('.')})",
        (SourceState.Delivering, _) => null,
        (SourceState.Ended, _) => $"{_names[camera]} (at its end)",
        _ => _names[camera],
    };
}
