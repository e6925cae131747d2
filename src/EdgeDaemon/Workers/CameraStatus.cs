using System.Collections.Immutable;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Workers;

/// <summary>
/// Keeps the line that <c>systemctl status</c> shows: which cameras are watched, and what the others wait for. Used by the
/// inference thread; a look at which nothing has changed allocates nothing.
/// </summary>
internal sealed class CameraStatus
{
    private readonly ServiceManager _service;
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<CaptureWorker> _workers;
    private readonly SourceState[] _states;
    private readonly string?[] _failures;
    private bool _isStale = true;

    /// <param name="service">Hears the line.</param>
    /// <param name="names">Names of the cameras.</param>
    /// <param name="workers">Their capture threads.</param>
    public CameraStatus(ServiceManager service, ImmutableArray<string> names, ImmutableArray<CaptureWorker> workers)
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
            var watched = new List<string>();
            var missing = new List<string>();
            for (var i = 0; i < _names.Length; i++)
            {
                if (_states[i] == SourceState.Private)
                    missing.Add($"{_names[i]} (closed by the privacy switch)");
                else if (_states[i] == SourceState.Paused)
                    missing.Add($"{_names[i]} (paused)");
                else if (_failures[i] is { } reason)
                    missing.Add($"{_names[i]} ({reason.TrimEnd('.')})");
                else if (_states[i] == SourceState.Delivering)
                    watched.Add(_names[i]);
                else if (_states[i] == SourceState.Ended)
                    missing.Add($"{_names[i]} (at its end)");
                else
                    missing.Add(_names[i]);
            }

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
}
