using System.Collections.Immutable;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>
/// Privacy levels that commands have set, in a small file beside the journal: a restart must not let more become a record than
/// somebody asked for. One line per camera: its name and the level.
/// </summary>
internal sealed class PrivacyMemory
{
    private const int MostBytes = 64 << 10;
    private readonly string _path;
    private readonly ImmutableArray<string> _cameras;
    private readonly Action<string> _trouble;
    private readonly SortedDictionary<string, PrivacyLevel> _levels = new(StringComparer.Ordinal);

    /// <param name="directory">The journal's folder.</param>
    /// <param name="cameras">Names, by index.</param>
    /// <param name="trouble">Hears why the file cannot be read or written.</param>
    public PrivacyMemory(string directory, ImmutableArray<string> cameras, Action<string> trouble)
    {
        (_path, _cameras, _trouble) = (Path.Combine(directory, "privacy.txt"), cameras, trouble);
        try
        {
            if (File.Exists(_path) && new FileInfo(_path).Length <= MostBytes)
                Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody knows what it says, so the strictest holds until somebody on the device says otherwise.
            foreach (var camera in cameras)
                _levels[camera] = PrivacyLevel.Presence;
            trouble($"The privacy levels in '{_path}' cannot be read: {e.Message} Every camera is held at 'presence'; set them again with 'edgedaemon command privacy'.");
        }
    }

    /// <summary>The level that a command has set for a camera, or null.</summary>
    public PrivacyLevel? LevelOf(int camera) => _levels.TryGetValue(_cameras[camera], out var level) ? level : null;

    /// <summary>Notes a level, or that none holds any more. <see cref="Save"/> keeps it.</summary>
    public void Set(int camera, PrivacyLevel? level)
    {
        if (level is { } known)
            _levels[_cameras[camera]] = known;
        else
            _levels.Remove(_cameras[camera]);
    }

    /// <summary>Writes the file, so that it is whole or as before after a power cut.</summary>
    public void Save()
    {
        try
        {
            AtomicFile.Write(_path, string.Concat(_levels.Select(l => $"{l.Key} {CommandNames.Of(l.Value)}\n")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _trouble($"The privacy levels cannot be kept in '{_path}': {e.Message} They hold until the next restart only.");
        }
    }

    private void Read()
    {
        foreach (var line in File.ReadLines(_path))
        {
            if (line.Split(' ') is not [{ Length: > 0 } camera, var word])
                continue;
            // A word of a newer build is not known here: the strictest is the only safe reading.
            _levels[camera] = CommandNames.ParseLevel(word) ?? PrivacyLevel.Presence;
        }
    }
}
