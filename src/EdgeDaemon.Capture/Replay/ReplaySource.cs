using EdgeDaemon.Capture.Pacing;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Replay;

/// <summary>
/// Plays picture files as if they were a camera's frames. The list of files is made by <see cref="Open"/>; each file is read when it is its
/// turn. A bad picture is one <see cref="FrameDecodeException"/>, and the next read goes on behind it; a whole round of bad
/// pictures ends in a <see cref="FrameSourceException"/>. Sequence numbers count pictures, bad ones too, from 0 at each open.
/// </summary>
public sealed class ReplaySource : IFrameSource
{
    private readonly ReplayOptions _options;
    private readonly FramePool _pool;
    private readonly TimeProvider _time;
    private readonly PictureFileReader _reader = new();
    private PictureDecoder? _decoder;
    private FramePacer? _pacer;
    private PictureFile[] _files = [];
    private long _next;
    private int _badInARow;

    /// <summary>Makes a source; nothing is opened yet.</summary>
    /// <param name="options">What to play.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Paces the frames and stamps them.</param>
    public ReplaySource(ReplayOptions options, FramePool pool, TimeProvider time)
    {
        if (options.FramesPerSecond is { } rate)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate, nameof(options));
        (_options, _pool, _time) = (options, pool, time);
        Description = $"replay of '{options.Path}'";
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public FrameFilter? Wanted { private get; set; }

    /// <summary>Pictures in the list; 0 while it is closed.</summary>
    public int PictureCount => _files.Length;

    /// <inheritdoc/>
    public void Open()
    {
        Dispose();
        _files = Playlist.Load(_options.Path);
        _decoder = new PictureDecoder();
        _pacer = new FramePacer(_time, _options.FramesPerSecond);
        (_next, _badInARow) = (0, 0);
    }

    /// <inheritdoc/>
    public Frame? Read(CancellationToken cancellation)
    {
        if (_decoder is null || _pacer is null)
            throw new FrameSourceException($"The {Description} is not open.");
        long sequenceNumber;
        TimeSpan timestamp;
        do
        {
            if (!_options.Loop && _next >= _files.Length)
                return null;
            if (_badInARow >= _files.Length)
                throw new FrameSourceException($"None of the {_files.Length} pictures of '{_options.Path}' can be used.");
            _pacer.Wait(cancellation);
            // As a camera's: the moment that is seen, before anything is done with it.
            timestamp = _time.GetElapsedTime(0);
            sequenceNumber = _next++;
        }
        while (Wanted?.Invoke(sequenceNumber, timestamp) == false);

        var file = _files[sequenceNumber % _files.Length];
        _badInARow++;
        var frame = _decoder.Decode(_reader.Read(file), _pool, file.Path, _options.Inputs);
        _badInARow = 0;
        frame.SequenceNumber = sequenceNumber;
        frame.Timestamp = timestamp;
        return frame;
    }

    /// <summary>Closes it; <see cref="Open"/> opens it again.</summary>
    public void Dispose()
    {
        _pacer?.Dispose();
        _decoder?.Dispose();
        (_pacer, _decoder, _files) = (null, null, []);
    }
}
