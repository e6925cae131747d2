using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Teaching;

/// <summary>The feature vector of an event that is over.</summary>
/// <param name="Event">The event's id, <c>BOOT-TRACK</c>.</param>
/// <param name="Camera">Slug of the camera.</param>
/// <param name="Label">Slug of the label.</param>
/// <param name="SubLabel">Slug of the sub-label; null: none.</param>
/// <param name="EndedMs">When it ended, Unix time in milliseconds.</param>
/// <param name="Model">Identity of the bundle whose vector it is; another one's vectors are never compared with it.</param>
/// <param name="Vector">The vector, its largest element ±127: for cosines.</param>
internal sealed record SeenVector(string Event, string Camera, string Label, string? SubLabel, long EndedMs, string Model, float[] Vector);

/// <summary>
/// Feature vectors of events that are over, so that somebody on the device can ask what else looked like this. Never pictures, and nothing that leaves.
/// Two files beside the journal, one after the other: when the first entry of the newer one is half as old as anything may get, or it is full, the
/// older one goes. Used by the inference thread.
/// </summary>
/// <param name="directory">The journal's folder.</param>
/// <param name="keep">How long an entry may be kept.</param>
/// <param name="cameras">Names, by index.</param>
/// <param name="bootEpoch">Epoch of the events.</param>
/// <param name="trouble">Hears why a file cannot be written.</param>
/// <param name="time">Tells when events ended.</param>
internal sealed class SeenVectors(string directory, TimeSpan keep, ImmutableArray<CameraNames> cameras, uint bootEpoch, Action<string> trouble, TimeProvider time)
{
    private const string Newer = "seen.txt";
    private const string Older = "seen-before.txt";
    private const int MostBytes = 2 << 20;
    private const string End = ".";
    private const int Columns = 8;
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(10);
    private TimeSpan _nextLook;
    private bool _isTold;

    /// <summary>Keeps the vector of an event that is over.</summary>
    /// <param name="camera">Index of the camera.</param>
    /// <param name="model">Identity of the model that made it.</param>
    /// <param name="end">The event's end, with a vector.</param>
    public void Add(byte camera, string model, in TrackTransition end)
    {
        var (names, vector) = (cameras[camera], end.Embedding!);
        var largest = vector.Max(Math.Abs);
        byte[] steps = [.. vector.Select(value => unchecked((byte)(sbyte)MathF.Round(largest > 0 ? value / largest * sbyte.MaxValue : 0)))];
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{bootEpoch}-{end.Event} {names.Camera} {names.Labels[end.LabelIndex]} {(end.SubLabel.IsKnown ? names.SubLabels[end.SubLabel.Index] : "-")} {NowMs} {model} {Convert.ToBase64String(steps)} {End}\n");
        Try(() =>
        {
            Expire();
            File.AppendAllText(PathOf(Newer), line);
        });
    }

    /// <summary>Lets go of what has been kept for long enough. Cheap; called after each frame.</summary>
    public void Tick(TimeSpan now)
    {
        if (now < _nextLook)
            return;
        _nextLook = now + Look;
        Try(Expire);
    }

    /// <summary>Forgets everything.</summary>
    public static void Delete(string directory)
    {
        File.Delete(Path.Combine(directory, Newer));
        File.Delete(Path.Combine(directory, Older));
    }

    /// <summary>What is kept in a folder, oldest first; a line that a power cut left is passed over.</summary>
    public static List<SeenVector> Read(string directory) => [.. ReadFile(Path.Combine(directory, Older)), .. ReadFile(Path.Combine(directory, Newer))];

    private static IEnumerable<SeenVector> ReadFile(string path)
    {
        try
        {
            return [.. Encoding.UTF8.GetString(RegularFile.Read(path, 2 * MostBytes)).Split('\n').Select(Parse).OfType<SeenVector>()];
        }
        catch (FileRefusedException e) when (e.IsMissing)
        {
            return [];
        }
    }

    private static SeenVector? Parse(string line)
    {
        var columns = line.Split(' ');
        var bytes = new byte[line.Length];
        return columns.Length == Columns && columns[^1] == End && long.TryParse(columns[4], NumberStyles.None, CultureInfo.InvariantCulture, out var ended)
            && Convert.TryFromBase64String(columns[6], bytes, out var length)
            ? new SeenVector(
                columns[0], columns[1], columns[2], columns[3] == "-" ? null : columns[3], ended, columns[5], [.. bytes.Take(length).Select(step => (float)unchecked((sbyte)step))])
            : null;
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private string PathOf(string name) => Path.Combine(directory, name);

    private void Expire()
    {
        if (AgeOf(Older) > keep)
            File.Delete(PathOf(Older));
        if (AgeOf(Newer) is { } age && (age > keep / 2 || new FileInfo(PathOf(Newer)).Length > MostBytes))
            File.Move(PathOf(Newer), PathOf(Older), overwrite: true);
    }

    /// <summary>How old the first entry of a file is; a file that begins with none is as old as can be; null: there is none.</summary>
    private TimeSpan? AgeOf(string name)
    {
        if (!File.Exists(PathOf(name)))
            return null;
        return Parse(File.ReadLines(PathOf(name)).FirstOrDefault("")) is { } first ? TimeSpan.FromMilliseconds(NowMs - first.EndedMs) : TimeSpan.MaxValue;
    }

    private void Try(Action act)
    {
        try
        {
            act();
            _isTold = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_isTold)
                trouble($"Feature vectors of events cannot be kept in '{directory}': {e.Message} 'edgedaemon similar' does not find them.");
            _isTold = true;
        }
    }
}
