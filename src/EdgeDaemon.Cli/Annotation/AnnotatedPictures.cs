using EdgeDaemon.Capture.Png;
using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Cli.Annotation;

/// <summary>
/// Writes annotated copies of pictures as PNG files that only their owner may read. They are made for people at the device, and
/// only when somebody asks for them on its command line.
/// </summary>
internal sealed class AnnotatedPictures
{
    /// <summary>Larger pictures are drawn at this size; it is for looking at.</summary>
    private const int LargestSide = 4096;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FramePool _pool = new();
    private readonly Dictionary<string, string> _targets;

    private AnnotatedPictures(Dictionary<string, string> targets) => _targets = targets;

    /// <summary>Decides what goes where, before anything is written.</summary>
    /// <param name="output">
    /// A PNG file for one picture; a folder for several, or where there is a folder of this name: then each goes to
    /// <c>NAME.annotated.png</c> in it.
    /// </param>
    /// <param name="pictures">The pictures.</param>
    /// <exception cref="FormatException">A target is one of the pictures, or that of two of them, or no PNG file.</exception>
    public static AnnotatedPictures Into(string output, IReadOnlyList<string> pictures)
    {
        var isFolder = pictures.Count > 1 || Directory.Exists(output);
        if (!isFolder && !output.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new FormatException($"--annotate writes PNG files: call it '{output}.png', or name a folder that exists.");
        if (isFolder && File.Exists(output))
            throw new FormatException($"--annotate: '{output}' is a file; for several pictures name a folder.");
        var targets = new Dictionary<string, string>();
        var taken = new HashSet<string>();
        var inputs = pictures.SelectMany(NamesOf).ToHashSet();
        foreach (var picture in pictures.Distinct())
        {
            var target = isFolder ? Path.Combine(output, Path.GetFileNameWithoutExtension(picture) + ".annotated.png") : output;
            if (NamesOf(target).Any(inputs.Contains))
                throw new FormatException($"--annotate: '{target}' is one of the pictures; they are never written to.");
            if (!taken.Add(target))
                throw new FormatException($"--annotate: two pictures would become '{target}'; annotate them one by one.");
            targets.Add(picture, target);
        }

        return new AnnotatedPictures(targets);
    }

    /// <summary>Draws what was seen in a picture onto a copy of it, and writes that.</summary>
    /// <param name="picture">As it was named.</param>
    /// <param name="frame">The picture; not changed.</param>
    /// <param name="seen">What was seen in it.</param>
    /// <exception cref="AnnotationException">The file cannot be written.</exception>
    public void Write(string picture, Frame frame, PredictOutput seen)
    {
        var target = _targets[picture];
        using var copy = CopyOf(frame);
        Annotator.Draw(copy, frame.OriginalSize, seen);
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder)
                Directory.CreateDirectory(folder);
            AtomicFile.Write(target, PngWriter.Encode(copy), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AnnotationException($"--annotate: '{target}' cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>In RGB, and no larger than is of use. The packer knows every format of frames.</summary>
    private Frame CopyOf(Frame frame)
    {
        var scale = Math.Min(1, (double)LargestSide / Math.Max(frame.Width, frame.Height));
        var (width, height) = (Math.Max(1, (int)(frame.Width * scale)), Math.Max(1, (int)(frame.Height * scale)));
        var spec = new InputSpec { Width = width, Height = height, Layout = TensorLayout.Nhwc, ElementType = TensorElementType.UInt8 };
        var pixels = new Tensor(new TensorSpec("copy", TensorElementType.UInt8, [1, height, width, 3]));
        new TensorPacker(spec).Pack(frame, pixels);
        var copy = _pool.Rent(PixelFormat.Rgb24, width, height);
        pixels.Bytes.CopyTo(copy.Bytes);
        return copy;
    }

    /// <summary>The names that a file has here: with links in its folder resolved, and with a link in its own place resolved too.</summary>
    private static IEnumerable<string> NamesOf(string path)
    {
        var full = Path.GetFullPath(path);
        yield return Path.Combine(Resolved(Path.GetDirectoryName(full) ?? full), Path.GetFileName(full));
        yield return Resolved(full);
    }

    private static string Resolved(string path)
    {
        var resolved = Path.GetPathRoot(path)!;
        foreach (var part in path[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            if (Path.Exists(resolved) && File.ResolveLinkTarget(resolved, returnFinalTarget: true) is { } target)
                resolved = Resolved(Path.GetFullPath(target.FullName));
        }

        return resolved;
    }
}
