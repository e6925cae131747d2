using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>A named pipe that a thread fills with frames: as fast as they are read, or one at each tick of a clock.</summary>
internal sealed unsafe partial class Fifo : IDisposable
{
    private readonly string _path;
    private readonly byte[] _frame;
    private readonly SemaphoreSlim _due = new(1);
    private readonly ITimer? _timer;
    private readonly Thread _thread;
    private volatile bool _stopped;

    /// <param name="path">Where to make it.</param>
    /// <param name="frame">The bytes of each frame.</param>
    /// <param name="pace">A clock and a rate; null: as fast as they are read.</param>
    public Fifo(string path, byte[] frame, (TimeProvider Time, double FramesPerSecond)? pace)
    {
        (_path, _frame) = (path, frame);
        Assert.Equal(0, mkfifo(path, Convert.ToUInt32("600", 8)));
        if (pace is { } p)
            _timer = p.Time.CreateTimer(_ => _due.Release(), null, TimeSpan.FromSeconds(1 / p.FramesPerSecond), TimeSpan.FromSeconds(1 / p.FramesPerSecond));
        _thread = new Thread(Feed) { Name = "fifo", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _timer?.Dispose();
        _due.Release();
        // A writer waits in its open for somebody who reads: here is one.
        fixed (byte* name = Encoding.UTF8.GetBytes(_path + "\0"))
        {
            var reader = Libc.open(name, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
            _thread.Join(TimeSpan.FromMilliseconds(100));
            _ = Libc.close(reader);
        }

        Assert.True(_thread.Join(TimeSpan.FromSeconds(60)));
    }

    private void Feed()
    {
        while (!_stopped)
        {
            try
            {
                using var pipe = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                while (!_stopped)
                {
                    if (_timer is not null)
                        _due.Wait();
                    pipe.Write(_frame);
                }
            }
            catch (IOException)
            {
                // The reader is gone; the next one gets frames from their beginning.
            }
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);
}
