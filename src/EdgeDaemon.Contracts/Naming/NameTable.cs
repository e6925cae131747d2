using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace EdgeDaemon.Contracts.Naming;

/// <summary>
/// The names of all cameras, labels and zones at one time. Both processes build it from the same configuration and model
/// labels; a record carries <see cref="Hash"/>, so that a reader can tell whether it still speaks of the same names.
/// </summary>
/// <remarks>
/// Its canonical text (<see cref="ToText"/>) is one line per name, <c>camera NAME</c>, <c>model NAME</c>, <c>label NAME</c>,
/// <c>sublabel NAME</c>, <c>zone NAME</c>, in index order, each ended by LF. The hash is the first four bytes, little-endian, of its SHA-256.
/// </remarks>
public sealed class NameTable
{
    private readonly string _text;

    /// <summary>Builds the table of <paramref name="cameras"/>; the position of a camera is its index in records.</summary>
    /// <exception cref="ArgumentException">More than 254 cameras, more zones or labels than a record can name, or a name that is no slug.</exception>
    public NameTable(ImmutableArray<CameraNames> cameras)
    {
        if (cameras.Length >= Records.LabelRecord.DeviceItself)
            throw new ArgumentException($"{cameras.Length} cameras; a record can name at most 254.", nameof(cameras));
        var text = new StringBuilder();
        foreach (var camera in cameras)
        {
            if (camera.Zones.Length > CameraNames.MaxZones)
                throw new ArgumentException($"Camera '{camera.Camera}' has {camera.Zones.Length} zones; at most {CameraNames.MaxZones}.", nameof(cameras));
            if (camera.Labels.Length >= Records.LabelRecord.NoLabel)
                throw new ArgumentException($"Camera '{camera.Camera}' has {camera.Labels.Length} labels; at most 65534.", nameof(cameras));
            if (camera.SubLabels.Length >= Records.LabelRecord.NoLabel)
                throw new ArgumentException($"Camera '{camera.Camera}' has {camera.SubLabels.Length} sub-labels; at most 65534.", nameof(cameras));
            Append(text, "camera", camera.Camera);
            if (camera.Model.Length > 0)
                Append(text, "model", camera.Model);
            foreach (var label in camera.Labels)
                Append(text, "label", label);
            foreach (var subLabel in camera.SubLabels)
                Append(text, "sublabel", subLabel);
            foreach (var zone in camera.Zones)
                Append(text, "zone", zone);
        }

        Cameras = cameras;
        _text = text.ToString();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(_text), digest);
        Hash = BinaryPrimitives.ReadUInt32LittleEndian(digest);
    }

    /// <summary>The cameras in index order.</summary>
    public ImmutableArray<CameraNames> Cameras { get; }

    /// <summary>Short hash that records carry.</summary>
    public uint Hash { get; }

    /// <summary>The canonical text; <see cref="Parse"/> reads it back.</summary>
    public string ToText() => _text;

    /// <summary>Reads a canonical text.</summary>
    /// <exception cref="FormatException">The text is not one that <see cref="ToText"/> writes; the message names the line.</exception>
    public static NameTable Parse(string text)
    {
        var cameras = ImmutableArray.CreateBuilder<CameraNames>();
        string? camera = null;
        var model = "";
        var labels = ImmutableArray.CreateBuilder<string>();
        var subLabels = ImmutableArray.CreateBuilder<string>();
        var zones = ImmutableArray.CreateBuilder<string>();
        var lineNumber = 0;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            lineNumber++;
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (key, value) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
            if (!Slug.IsValid(value) || (key != "camera" && camera is null))
                throw new FormatException($"Name table, line {lineNumber}: '{line}' is not a name.");
            switch (key)
            {
                case "camera":
                    Finish();
                    camera = value;
                    break;
                case "model": model = value; break;
                case "label": labels.Add(value); break;
                case "sublabel": subLabels.Add(value); break;
                case "zone": zones.Add(value); break;
                default: throw new FormatException($"Name table, line {lineNumber}: unknown entry '{key}'.");
            }
        }

        Finish();
        return new NameTable(cameras.ToImmutable());

        void Finish()
        {
            if (camera is not null)
                cameras.Add(new CameraNames(camera, model, labels.ToImmutable(), zones.ToImmutable()) { SubLabels = subLabels.ToImmutable() });
            model = "";
            labels.Clear();
            subLabels.Clear();
            zones.Clear();
        }
    }

    private static void Append(StringBuilder text, string key, string name)
    {
        if (!Slug.IsValid(name))
            throw new ArgumentException($"The {key} name '{name}' is not a slug (a-z, 0-9, _ and -, at most {Slug.MaxLength} characters).");
        text.Append(key).Append(' ').Append(name).Append('\n');
    }
}
