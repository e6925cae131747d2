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
    private readonly List<(string Id, string Platform, string Owner)> _known = [];
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
            if (line.Split(' ') is [{ Length: > 0 } id, { Length: > 0 } platform, .. { Length: <= 1 } owner])
                _known.Add((id, platform, owner is [var camera] ? camera : HubEntities.Device));
        }
    }

    /// <summary>Takes out what earlier versions had told of cameras in the device's own message.</summary>
    /// <returns>Was there anything?</returns>
    public bool TakeOutUnowned() => Forget(known => known.Owner == HubEntities.Device && !known.Id.StartsWith(HubEntities.Device, StringComparison.Ordinal));

    /// <summary>Forgets the cameras that are no more: their whole message is taken away.</summary>
    public void Keep(IReadOnlyCollection<string> cameras) => Forget(known => known.Owner != HubEntities.Device && !cameras.Contains(known.Owner));

    /// <summary>Adds the removals of those that are no more, and remembers those that are.</summary>
    /// <param name="owner">Whose message it is: a camera, or <see cref="HubEntities.Device"/>.</param>
    /// <param name="current">Its entities.</param>
    public void Complete(string owner, SortedDictionary<string, HubComponentPayload> current)
    {
        var isNew = false;
        foreach (var (id, component) in current)
        {
            // An id that changed its platform is another entity; Home Assistant wants the old one gone first, so it is simply not reused.
            if (_known.All(k => k.Id != id))
            {
                _known.Add((id, component.Platform, owner));
                isNew = true;
            }
        }

        if (_known.Count > MostKnown)
            _known.RemoveRange(0, _known.Count - MostKnown);
        if (isNew)
            Save();
        foreach (var (id, platform, _) in _known.Where(k => k.Owner == owner && !current.ContainsKey(k.Id)).ToArray())
            current.Add(id, new HubComponentPayload { Platform = platform });
    }

    private bool Forget(Predicate<(string Id, string Platform, string Owner)> isGone)
    {
        var isAny = _known.RemoveAll(isGone) > 0;
        if (isAny)
            Save();
        return isAny;
    }

    /// <summary>Writes what could not be written before.</summary>
    public void SaveAgain()
    {
        if (_isUnsaved)
            Save();
    }

    private void Save() => _isUnsaved = _path is not null && !StateFile.TryWrite(
        _path, Encoding.UTF8.GetBytes(string.Concat(_known.Select(k => $"{k.Id} {k.Platform}{(k.Owner == HubEntities.Device ? "" : " " + k.Owner)}\n"))),
        "Entities that a later configuration no longer has may stay in Home Assistant.", _trouble);
}
