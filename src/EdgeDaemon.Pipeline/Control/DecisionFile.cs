using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>
/// Every privacy decision, in one small text file beside the journal: a restart, however it came about, must not let more happen than was decided. What
/// cannot be read, or is not exactly what was written, counts as the strictest for every camera.
/// </summary>
/// <remarks>
/// <code>
/// edgedaemon-privacy 1
/// clock BOOT SECONDS                     when this was written, on the clock of this boot of the machine
/// level CAMERA LEVEL ORIGIN
/// pause CAMERA ORIGIN SECONDS|endless    what was left of it then
/// sha256 DIGEST                          of all lines above
/// </code>
/// Once it has been written, <c>privacy-decided</c> beside it says so: a file that is gone is told from one that never was.
/// No wall clock is asked. Within one boot a pause goes on where it was; after another one, nobody knows how long the machine was off, so what was
/// left when the file was last written is left again.
/// </remarks>
internal sealed class DecisionFile
{
    /// <summary>How the strictest is left again.</summary>
    public const string Remedy = "Decide anew at the device: 'edgedaemon command privacy --level LEVEL', then 'edgedaemon command resume'.";
    private const string Header = "edgedaemon-privacy 1";
    private const string Digest = "sha256 ";
    private const string Endless = "endless";
    private const int MostBytes = 64 << 10;
    private readonly string _path;
    private readonly string _mark;
    private readonly ImmutableArray<string> _cameras;
    private readonly string _boot;
    private readonly Action<string> _trouble;

    // Those of cameras that the configuration no longer has stay: they may come back.
    private readonly SortedDictionary<string, CameraDecisions> _decisions = new(StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <param name="directory">The journal's folder.</param>
    /// <param name="cameras">Names, by index.</param>
    /// <param name="boot">Identifies this boot of the machine; empty: not known.</param>
    /// <param name="now">Time on the frames' clock, which counts from the machine's start.</param>
    /// <param name="trouble">Hears why it cannot be read or written.</param>
    public DecisionFile(string directory, ImmutableArray<string> cameras, string boot, TimeSpan now, Action<string> trouble)
    {
        (_path, _mark) = (Path.Combine(directory, "privacy.txt"), Path.Combine(directory, "privacy-decided"));
        (_cameras, _boot, _trouble) = (cameras, boot, trouble);
        if (Read(now) is not { } fault)
            return;
        trouble(fault);
        foreach (var camera in cameras)
            _decisions[camera] = CameraDecisions.Strictest;
    }

    /// <summary>What was decided about a camera.</summary>
    public CameraDecisions Of(int camera) => _decisions.GetValueOrDefault(_cameras[camera]);

    /// <summary>Why the file cannot be believed, and what to do; null: it can, or there never was one.</summary>
    private string? Read(TimeSpan now)
    {
        try
        {
            Parse(RegularFile.Read(_path, MostBytes), now);
            return null;
        }
        catch (FileRefusedException e) when (e.IsMissing && !Path.Exists(_mark))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            _decisions.Clear();
            return $"The privacy decisions in '{_path}' cannot be believed: {e.Message.TrimEnd('.')}. Every camera is paused, at privacy level 'presence'. {Remedy}";
        }
    }

    /// <summary>Keeps decisions, so that the file is whole, old or new, after a power cut.</summary>
    /// <returns>Whether they are on disk; if not, why was told.</returns>
    public bool TrySave(ReadOnlySpan<CameraDecisions> decisions, TimeSpan now)
    {
        for (var i = 0; i < _cameras.Length; i++)
            _decisions[_cameras[i]] = decisions[i];
        try
        {
            if (!Path.Exists(_mark))
                AtomicFile.Write(_mark, "");
            AtomicFile.Write(_path, Format(now));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _trouble($"The privacy decisions cannot be kept in '{_path}': {e.Message} What is stricter holds until the next restart; it is tried again.");
            return false;
        }
    }

    private string Format(TimeSpan now)
    {
        var text = new StringBuilder().Append(Header).Append('\n').Append(CultureInfo.InvariantCulture, $"clock {(_boot.Length > 0 ? _boot : "-")} {Seconds(now)}\n");
        foreach (var (camera, decisions) in _decisions)
        {
            if (decisions.Level is { } level)
                text.Append(CultureInfo.InvariantCulture, $"level {camera} {CommandNames.Of(level.Level)} {TopicValues.Word(level.By)}\n");
            foreach (var pause in new[] { decisions.Device, decisions.Network }.OfType<PauseDecision>())
                text.Append(CultureInfo.InvariantCulture, $"pause {camera} {TopicValues.Word(pause.By)} {(pause.IsEndless ? Endless : Seconds(pause.End - now))}\n");
        }

        return $"{text}{Digest}{DigestOf(text.ToString())}\n";
    }

    private void Parse(byte[] bytes, TimeSpan now)
    {
        _decisions.Clear();
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.LastIndexOf(Digest, StringComparison.Ordinal);
        if (end < 0 || text[end..] != $"{Digest}{DigestOf(text[..end])}\n")
            throw new InvalidDataException(bytes.Length == 0 ? "it is empty" : "its checksum is not that of its content");
        var lines = text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [Header, var clock, .. var decided])
            throw new InvalidDataException($"its first line is '{lines.FirstOrDefault()}', expected '{Header}'");
        var passed = Passed(clock.Split(' '), now);
        for (var i = 0; i < decided.Length; i++)
        {
            if (!TryParse(decided[i].Split(' '), now - passed))
                throw new InvalidDataException($"line {i + 3}, '{decided[i]}', is no decision");
        }
    }

    private TimeSpan Passed(string[] clock, TimeSpan now) =>
        clock is not ["clock", var of, var at] || !uint.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? throw new InvalidDataException("line 2 does not say when it was written")
            : of == _boot && TimeSpan.FromSeconds(seconds) < now ? now - TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    private bool TryParse(string[] words, TimeSpan writtenAt)
    {
        if (words is ["level", var camera, var level, var by])
        {
            if (CommandNames.ParseLevel(level) is not { } known || OriginOf(by) is not { } origin)
                return false;
            _decisions[camera] = _decisions.GetValueOrDefault(camera) with { Level = new LevelDecision(known, origin) };
            return true;
        }

        if (words is not ["pause", var paused, var pausedBy, var left] || OriginOf(pausedBy) is not { } who)
            return false;
        var seconds = 0u;
        if (left != Endless && !uint.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
            return false;
        var pause = new PauseDecision(who, left == Endless ? PauseDecision.Endless : writtenAt + TimeSpan.FromSeconds(seconds));
        var before = _decisions.GetValueOrDefault(paused);
        _decisions[paused] = who == DecisionOrigin.Network ? before with { Network = pause } : before with { Device = pause };
        return true;
    }

    private static DecisionOrigin? OriginOf(string word) =>
        Enum.GetValues<DecisionOrigin>().Where(origin => TopicValues.Word(origin) == word).Select(origin => (DecisionOrigin?)origin).FirstOrDefault();

    /// <summary>Rounded up, so that no pause gets shorter by it.</summary>
    private static string Seconds(TimeSpan time) => Math.Max(0, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
