using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel.Editing;
using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>
/// Makes one file of a model whose constants lie in files beside it (<c>TensorProto.external_data</c>). The files are named by the
/// model, which is untrusted: they must be regular files in its own folder. What comes out is checked like any other file.
/// </summary>
internal sealed class ExternalData
{
    private const int MostFiles = 4096;

    private readonly BundleFolder _folder;
    private readonly string _path;
    private readonly Dictionary<string, byte[]> _files = [];

    private ExternalData(string path) => (_path, _folder) = (path, new BundleFolder(Path.GetDirectoryName(Path.GetFullPath(path))!));

    /// <summary>Where a message may hold others, by the fields that do.</summary>
    private enum Part
    {
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        Leaf,
    }

    /// <summary>Merges what lies outside.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="model">Its bytes.</param>
    /// <returns>The same bytes where nothing does.</returns>
    /// <exception cref="ModelRefusedException">The bytes are no message, or they would be larger than a model may be.</exception>
    /// <exception cref="ModelBundleException">A file is missing, too short, or leads out of the folder.</exception>
    public static byte[] Merge(string path, byte[] model)
    {
        if (model.AsSpan().IndexOf("location"u8) < 0)
            return model;
        var data = new ExternalData(path);
        var merged = data.Rewrite(model, Part.Model, depth: 0);
        return data._files.Count == 0 ? model : merged;
    }

    private byte[] Rewrite(ReadOnlySpan<byte> message, Part part, int depth)
    {
        if (depth > 16)
            throw new ModelRefusedException("graphs are nested too deep");
        var isExternal = part == Part.Tensor && IsExternal(message);
        var output = new WireWriter();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (isExternal && reader.Field is 9 or 13 or 14)
                continue;
            var inner = reader.Type == WireType.Bytes ? PartOf(part, reader.Field) : Part.Leaf;
            if (inner == Part.Leaf)
                output.Fields(reader.Raw);
            else
                output.Bytes(reader.Field, Rewrite(reader.Bytes, inner, depth + 1));
            // The same bytes may be named again and again.
            if (output.Length > ModelBundle.MaxModelBytes)
                throw new ModelRefusedException($"with its data it is larger than {ModelBundle.MaxModelBytes >> 20} MiB");
        }

        if (isExternal)
            output.Bytes(9, Load(message));
        return output.ToArray();
    }

    private static Part PartOf(Part part, int field) => (part, field) switch
    {
        (Part.Model, 7) => Part.Graph,
        (Part.Graph, 5) => Part.Tensor,
        (Part.Graph, 1) => Part.Node,
        (Part.Node, 5) => Part.Attribute,
        (Part.Attribute, 5 or 10) => Part.Tensor,
        (Part.Attribute, 6 or 11) => Part.Graph,
        _ => Part.Leaf,
    };

    private static bool IsExternal(ReadOnlySpan<byte> tensor)
    {
        var reader = new WireReader(tensor);
        while (reader.Next())
        {
            if (reader.IsVarint(14) && reader.Number == 1)
                return true;
        }

        return false;
    }

    private ReadOnlySpan<byte> Load(ReadOnlySpan<byte> tensor)
    {
        var (location, offset, length) = ("", 0L, -1L);
        var reader = new WireReader(tensor);
        while (reader.Next())
        {
            if (!reader.IsBytes(13))
                continue;
            var (key, value) = ReadEntry(reader.Bytes);
            switch (key)
            {
                case "location": location = value; break;
                case "offset": offset = NumberOf(value); break;
                case "length": length = NumberOf(value); break;
            }
        }

        var file = FileOf(location);
        length = length < 0 ? file.Length - offset : length;
        return offset <= file.Length && length <= file.Length - offset
            ? file.AsSpan((int)offset, (int)length)
            : throw new ModelBundleException($"{_folder.PathOf(location)}: the model takes {length} bytes from {offset} on, and the file has {file.Length}; copy it again beside the model.");
    }

    private byte[] FileOf(string location)
    {
        if (_files.TryGetValue(location, out var file))
            return file;
        var name = location.StartsWith("./", StringComparison.Ordinal) ? location[2..] : location;
        if (!BundleFolder.IsPlain(name) || name.Contains('/', StringComparison.Ordinal) || _files.Count >= MostFiles)
            throw new ModelRefusedException($"it takes its data from the file {ModelRefusedException.Quote(System.Text.Encoding.UTF8.GetBytes(location))}, which does not lie beside it; export it with external_data=False");
        try
        {
            return _files[location] = _folder.Read(name, ModelBundle.MaxModelBytes - _files.Values.Sum(known => (long)known.Length));
        }
        catch (ModelBundleException e)
        {
            throw new ModelBundleException($"{_path} takes its data from another file: {e.Errors[0].TrimEnd('.')}. Put that file beside the model, or export it with external_data=False.");
        }
    }

    private static (string Key, string Value) ReadEntry(ReadOnlySpan<byte> entry)
    {
        var (key, value) = ("", "");
        var reader = new WireReader(entry);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                key = Names.Read(reader.Bytes);
            else if (reader.IsBytes(2))
                value = Names.Read(reader.Bytes);
        }

        return (key, value);
    }

    private static long NumberOf(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number : throw new ModelRefusedException($"a constant's place in another file is no number: '{text[..Math.Min(text.Length, 20)]}'");
}
