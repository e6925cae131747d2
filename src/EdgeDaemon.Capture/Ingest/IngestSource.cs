using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Capture.Pacing;
using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Ingest;

/// <summary>
/// A network camera as the vision process sees it: frames that the camera's ingest process hands over by a Unix socket. What it says is
/// checked before memory is taken for it. Sequence numbers are the ingest process's, from 0 at each open; the time is when the
/// frame reached that process.
/// </summary>
public sealed class IngestSource : IFrameSource
{
    private static readonly TimeSpan OldestFrame = TimeSpan.FromSeconds(10);

    private readonly IngestOptions _options;
    private readonly FramePool _pool;
    private readonly TimeProvider _time;
    private readonly byte[] _header = new byte[FrameHeader.SizeBytes];
    private UnixSocket? _connection;
    private DescriptorReader? _reader;
    private SequenceCounter _sequence;
    private int _headerFilled;
    private Frame? _partial;
    private int _filled;
    private long _count;

    /// <summary>Makes a source; nothing is connected yet.</summary>
    /// <param name="options">Where the frames come from.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Judges the time that the ingest process says.</param>
    public IngestSource(IngestOptions options, FramePool pool, TimeProvider time)
    {
        (_options, _pool, _time) = (options, pool, time);
        Description = $"network camera '{options.Camera}' by '{options.SocketPath}', {options.Width}×{options.Height}";
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public void Open()
    {
        Dispose();
        try
        {
            _connection = UnixSocket.Connect(UnixSocketType.Stream, _options.SocketPath);
        }
        catch (UnixSocketException e)
        {
            throw new FrameSourceException(
                $"The ingest process of camera '{_options.Camera}' does not answer: {e.Message} " +
                (e.Error == Libc.EACCES
                    ? "Put this user into the group that owns the socket."
                    : $"Start it: edgedaemon-ingest@{_options.Camera}.service, or 'edgedaemon ingest {_options.Camera}'."), e);
        }

        _reader = new DescriptorReader(_connection.Descriptor, $"The {Description}");
        (_sequence, _count) = (default, 0);
    }

    /// <inheritdoc/>
    public Frame? Read(CancellationToken cancellation)
    {
        if (_reader is null)
            throw new FrameSourceException($"The {Description} is not open.");
        try
        {
            if (_partial is null)
            {
                Require(_reader.Fill(_header, ref _headerFilled, _options.StallTimeout, cancellation));
                _partial = Begin();
            }

            Require(_reader.Fill(_partial.Bytes, ref _filled, _options.StallTimeout, cancellation));
            var frame = _partial;
            (_partial, _headerFilled, _filled) = (null, 0, 0);
            _count++;
            return frame;
        }
        catch (FrameSourceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Disconnects; <see cref="Open"/> connects again.</summary>
    public void Dispose()
    {
        _partial?.Dispose();
        _reader?.Dispose();
        _connection?.Disconnect();
        (_partial, _reader, _connection, _headerFilled, _filled) = (null, null, null, 0, 0);
    }

    /// <summary>Checks the header and takes memory for the frame.</summary>
    private Frame Begin()
    {
        if (FrameHeader.Read(_header, _options.Width, _options.Height, out var fault) is not { } header)
            throw new FrameSourceException($"The {Description} sent something that is not accepted: {fault}.");
        var frame = _pool.Rent(PixelFormat.I420, header.Width, header.Height);
        frame.Range = header.Range;
        frame.SequenceNumber = _sequence.Next((uint)header.Sequence);
        var now = _time.GetElapsedTime(0);
        frame.Timestamp = header.Timestamp <= now && header.Timestamp > now - OldestFrame ? header.Timestamp : now;
        return frame;
    }

    private void Require(FillEnd end)
    {
        switch (end)
        {
            case FillEnd.Ended when _count == 0:
                throw new FrameSourceException($"The {Description} turned us away: its ingest process ends, or another program takes the frames.");
            case FillEnd.Ended:
                throw new FrameSourceException($"The {Description} has ended after {_count} frames; its ingest process was stopped. Connecting again.");
            case FillEnd.TimedOut:
                throw new FrameSourceException(
                    $"The {Description} has delivered {(_count == 0 ? "nothing" : "nothing more")} for {_options.StallTimeout.TotalSeconds:0.#} s; the log of its ingest process says why.");
            case FillEnd.Full:
                break;
        }
    }
}
