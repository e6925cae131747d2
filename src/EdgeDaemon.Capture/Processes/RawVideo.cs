using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Processes;

/// <summary>How long to wait for a program's frames.</summary>
/// <param name="First">For the first frame.</param>
/// <param name="Next">For each further one.</param>
internal readonly record struct FramePatience(TimeSpan First, TimeSpan Next);

/// <summary>
/// Frames that a program writes to its standard output one after the other without any framing: I420 of a fixed size, rows
/// without padding, full range. A frame that is half there when a read is cancelled is gone on with by the next read.
/// </summary>
internal sealed class RawVideo : IDisposable
{
    private readonly ChildProgram _program;
    private readonly DescriptorReader _reader;
    private readonly FramePool _pool;
    private readonly string _name;
    private readonly int _width;
    private readonly int _height;
    private readonly FramePatience _patience;
    private Frame? _partial;
    private int _filled;
    private long _next;

    /// <param name="name">What the source is called in messages.</param>
    /// <param name="program">Owned from here on.</param>
    /// <param name="width">Width of the frames; even.</param>
    /// <param name="height">Height of the frames; even.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="patience">How long to wait.</param>
    internal RawVideo(string name, ChildProgram program, int width, int height, FramePool pool, FramePatience patience)
    {
        (_name, _program, _width, _height, _pool, _patience) = (name, program, width, height, pool, patience);
        _reader = new DescriptorReader(program.OutputDescriptor, name);
    }

    /// <summary>Frames so far.</summary>
    internal long Count => _next;

    /// <summary>Reads the next frame; the caller owns it. Sequence numbers count from 0.</summary>
    /// <returns>Null when the program has ended well, between two frames.</returns>
    /// <exception cref="FrameSourceException">The program has ended otherwise, or delivers nothing; the message has its last lines.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> fired.</exception>
    internal Frame? Read(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_partial is null)
            (_partial, _filled) = (_pool.Rent(PixelFormat.I420, _width, _height), 0);
        try
        {
            switch (_reader.Fill(_partial.Bytes, ref _filled, _next == 0 ? _patience.First : _patience.Next, cancellation))
            {
                case FillEnd.Ended:
                    return End();
                case FillEnd.TimedOut:
                    throw Stalled();
                default:
                    var frame = _partial;
                    _partial = null;
                    frame.Range = ColorRange.Full;
                    frame.SequenceNumber = _next++;
                    return frame;
            }
        }
        finally
        {
            // What nothing has come for yet is nobody's.
            if (_filled == 0)
                DropPartial();
        }
    }

    /// <summary>Ends the program.</summary>
    public void Dispose()
    {
        DropPartial();
        _reader.Dispose();
        _program.Dispose();
    }

    private Frame? End()
    {
        var filled = _filled;
        DropPartial();
        var code = _program.WaitForExit();
        if (code == 0 && filled == 0)
            return null;
        var middle = filled == 0 ? "" : " in the middle of a frame";
        throw new FrameSourceException($"The {_name}: {_program.Name} ended{middle} with exit code {code} after {_next} frames. {Words()}");
    }

    private FrameSourceException Stalled()
    {
        var seconds = (_next == 0 ? _patience.First : _patience.Next).TotalSeconds;
        return new FrameSourceException($"The {_name}: {_program.Name} has delivered {(_next == 0 ? "nothing" : "nothing more")} for {seconds:0.#} s. {Words()}");
    }

    private string Words() => _program.LastLines is { Length: > 0 } lines ? $"It said: {lines}" : "It said nothing.";

    private void DropPartial()
    {
        _partial?.Dispose();
        (_partial, _filled) = (null, 0);
    }
}
