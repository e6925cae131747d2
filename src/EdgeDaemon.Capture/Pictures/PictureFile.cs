using System.Text;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>A path, and the same as the C library takes it: made once, so that opening the file again and again makes no garbage.</summary>
internal sealed class PictureFile
{
    private readonly byte[] _nativePath;

    internal PictureFile(string path)
    {
        Path = path;
        _nativePath = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, _nativePath);
    }

    /// <summary>For messages.</summary>
    internal string Path { get; }

    /// <summary>UTF-8, ends with a zero byte.</summary>
    internal ReadOnlySpan<byte> NativePath => _nativePath;
}
