using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>
/// How versions of models did, in a small file beside the journal, one per line: its identity, and <c>proven</c>, <c>starts N</c> (begun with so
/// often, and not proven yet) or <c>withdrawn REASON</c>. A line that is none is left out. One thread at a time.
/// </summary>
/// <param name="folder">The journal's folder.</param>
/// <param name="report">Hears that it cannot be written.</param>
internal sealed class ModelLedger(string folder, Action<string> report)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "models.txt";

    /// <summary>After so many starts that all ended before it was proven, a version is withdrawn.</summary>
    public const int MostStarts = 3;

    private const int MostBytes = 64 << 10;
    private const int MostLines = 64;
    private const UnixFileMode Permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>Why a version is not to be used; null: it may be.</summary>
    public ModelNote? WhyWithdrawn(string identity) => WhyWithdrawn(Find(identity));

    /// <summary>Has it run well for long enough?</summary>
    public bool IsProven(string identity) => Find(identity) is ["proven"];

    /// <summary>Notes, before it is used, that the process begins with a version. Nothing is noted of one that is proven or withdrawn.</summary>
    public void Begin(string identity)
    {
        var known = Find(identity);
        if (known is not ["proven"] && WhyWithdrawn(known) is null)
            Note(identity, string.Create(CultureInfo.InvariantCulture, $"starts {StartsIn(known) + 1}"));
    }

    /// <summary>It ran well for long enough.</summary>
    public void Prove(string identity)
    {
        if (!IsProven(identity))
            Note(identity, "proven");
    }

    /// <summary>It is not to be used any more.</summary>
    public void Withdraw(string identity, ModelNote why) => Note(identity, $"withdrawn {why.ToString().ToLowerInvariant()}");

    /// <summary>Forgets what is noted of a version, because somebody here decided anew or the process ended in order. One that is proven stays so.</summary>
    public void Forget(string identity)
    {
        if (Find(identity) is not (null or ["proven"]))
            Note(identity, text: null);
    }

    private static ModelNote? WhyWithdrawn(string[]? line) =>
        line is ["withdrawn", var why] && Enum.TryParse<ModelNote>(why, ignoreCase: true, out var note) ? note
        : StartsIn(line) >= MostStarts ? ModelNote.Crashed : null;

    private static int StartsIn(string[]? line) =>
        line is ["starts", var starts] && int.TryParse(starts, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    private string[]? Find(string identity) => Read().LastOrDefault(line => line[0] == identity)?[1..];

    private void Note(string identity, string? text)
    {
        try
        {
            var others = Read().Where(line => line[0] != identity).TakeLast(MostLines - 1).Select(line => string.Join(' ', line));
            Directory.CreateDirectory(folder);
            AtomicFile.Write(_path, string.Concat((text is null ? others : others.Append($"{identity} {text}")).Select(line => line + "\n")), Permissions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report($"'{_path}' cannot be written ({e.Message}): after a restart nobody knows how this version of a model did.");
        }
    }

    private string[][] Read()
    {
        try
        {
            return [.. Encoding.UTF8.GetString(RegularFile.Read(_path, MostBytes)).Split('\n').Select(line => line.Split(' ')).Where(line => line.Length is 2 or 3)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
