using System.Text;
using EdgeDaemon.Contracts.Payloads.HomeAssistant;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.HomeAssistant;

/// <summary>
/// The entities that Home Assistant may have of this device, in a file: one that the configuration no longer has is sent with nothing
/// but its platform, which removes it. Such removals stay in the message, so that a hub which was away hears of them too.
/// </summary>
internal sealed class KnownEntities
{
    /// <summary>Name of the file in the publisher's folder.</summary>
    public const string FileName = "home-assistant-entities.txt";

    // Of what is long gone, the oldest may be forgotten.
    private const int MostKnown = 2000;
    private readonly string? _path;
    private readonly Action<string> _trouble;
    private readonly List<(string Id, string Platform)> _known = [];
    private bool _isUnsaved;

    /// <param name="path">The file; null: nothing is remembered over a restart.</param>
    /// <param name="trouble">Hears why the file cannot be written.</param>
    public KnownEntities(string? path, Action<string> trouble)
    {
        (_path, _trouble) = (path, trouble);
        if (path is null)
            return;
        foreach (var line in StateFile.ReadLines(path, trouble).Take(MostKnown))
        {
            if (line.Split(' ') is [{ Length: > 0 } id, { Length: > 0 } platform])
                _known.Add((id, platform));
        }
    }

    /// <summary>Adds the removals of those that are no more, and remembers those that are.</summary>
    public void Complete(SortedDictionary<string, HubComponentPayload> current)
    {
        var isNew = false;
        foreach (var (id, component) in current)
        {
            // An id that changed its platform is another entity; Home Assistant wants the old one gone first, so it is simply not reused.
            if (_known.All(k => k.Id != id))
            {
                _known.Add((id, component.Platform));
                isNew = true;
            }
        }

        if (_known.Count > MostKnown)
            _known.RemoveRange(0, _known.Count - MostKnown);
        if (isNew)
            Save();
        foreach (var (id, platform) in _known.Where(k => !current.ContainsKey(k.Id)).ToArray())
            current.Add(id, new HubComponentPayload { Platform = platform });
    }

    /// <summary>Writes what could not be written before.</summary>
    public void SaveAgain()
    {
        if (_isUnsaved)
            Save();
    }

    private void Save() => _isUnsaved = _path is not null && !StateFile.TryWrite(
        _path, Encoding.UTF8.GetBytes(string.Concat(_known.Select(k => $"{k.Id} {k.Platform}\n"))),
        "Entities that a later configuration no longer has may stay in Home Assistant.", _trouble);
}
