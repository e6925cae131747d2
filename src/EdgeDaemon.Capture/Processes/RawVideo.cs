using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Processes;

/// <summary>How long to wait for a program's frames.</summary>
/// <param name="First">For the first frame.</param>
/// <param name="Next">For each further one.</param>
internal readonly record struct FramePatience(TimeSpan First, TimeSpan Next);

/// <summary>
/// Frames that a program writes to its standard output one after the other without any framing: I420 of a fixed size, rows
/// without padding, full range; stamped as they arrive, numbered from 0 at each start. A frame that is half there when a read is cancelled is
/// gone on with by the next read. After a failure the program is ended at once, and may be started again.
/// </summary>
/// <param name="name">What the source is called in messages.</param>
/// <param name="width">Width of the frames; even.</param>
/// <param name="height">Height of the frames; even.</param>
/// <param name="pool">Lends the frames.</param>
/// <param name="time">Stamps them.</param>
/// <param name="end">What is wrong with a good end of the program, between two frames, after so many; null: nothing, it may end.</param>
internal sealed class RawVideo(string name, int width, int height, FramePool pool, TimeProvider time, Func<long, string?> end) : IDisposable
{
    private ChildProgram? _program;
    private DescriptorReader? _reader;
    private FramePatience _patience;
    private Frame? _partial;
    private int _filled;
    private long _next;

    /// <summary>Begins with a program.</summary>
    /// <param name="program">Owned from here on.</param>
    /// <param name="patience">How long to wait for its frames.</param>
    internal void Start(ChildProgram program, FramePatience patience)
    {
        Dispose();
        (_program, _patience, _next) = (program, patience, 0);
        _reader = new DescriptorReader(program.OutputDescriptor, name);
    }

    /// <summary>Reads the next frame; the caller owns it.</summary>
    /// <returns>Null when the program has ended well, and may.</returns>
    /// <exception cref="FrameSourceException">The program is not started, has ended, or delivers nothing; the message has its last lines.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> fired.</exception>
    internal Frame? Read(CancellationToken cancellation)
    {
        if (_program is null || _reader is null)
            throw new FrameSourceException($"The {name} is not open.");
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var frame = Fill(_program, _reader, cancellation);
            if (frame is null && end(_next) is { } failure)
                throw new FrameSourceException(failure);
            return frame;
        }
        catch (FrameSourceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Ends the program.</summary>
    public void Dispose()
    {
        DropPartial();
        _reader?.Dispose();
        _program?.Dispose();
        (_reader, _program) = (null, null);
    }

    private Frame? Fill(ChildProgram program, DescriptorReader reader, CancellationToken cancellation)
    {
        if (_partial is null)
            (_partial, _filled) = (pool.Rent(PixelFormat.I420, width, height), 0);
        try
        {
            switch (reader.Fill(_partial.Bytes, ref _filled, _next == 0 ? _patience.First : _patience.Next, cancellation))
            {
                case FillEnd.Ended:
                    return End(program);
                case FillEnd.TimedOut:
                    throw Stalled(program);
                default:
                    var frame = _partial;
                    _partial = null;
                    frame.Range = ColorRange.Full;
                    frame.SequenceNumber = _next++;
                    frame.Timestamp = time.GetElapsedTime(0);
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

    private Frame? End(ChildProgram program)
    {
        var filled = _filled;
        DropPartial();
        var code = program.WaitForExit();
        if (code == 0 && filled == 0)
            return null;
        var middle = filled == 0 ? "" : " in the middle of a frame";
        throw new FrameSourceException($"The {name}: {program.Name} ended{middle} with exit code {code} after {_next} frames. {Words(program)}");
    }

    private FrameSourceException Stalled(ChildProgram program)
    {
        var seconds = (_next == 0 ? _patience.First : _patience.Next).TotalSeconds;
        return new FrameSourceException($"The {name}: {program.Name} has delivered {(_next == 0 ? "nothing" : "nothing more")} for {seconds:0.#} s. {Words(program)}");
    }

    private static string Words(ChildProgram program) => program.LastLines is { Length: > 0 } lines ? $"It said: {lines}" : "It said nothing.";

    private void DropPartial()
    {
        _partial?.Dispose();
        (_partial, _filled) = (null, 0);
    }
}
