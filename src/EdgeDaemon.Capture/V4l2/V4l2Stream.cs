using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>A buffer that the driver has filled; it goes back to the driver after use.</summary>
/// <param name="Index">Which.</param>
/// <param name="Bytes">Bytes that are filled.</param>
/// <param name="IsDamaged">The driver says that the content is not to be trusted.</param>
/// <param name="Sequence">The driver's count of frames; it wraps around.</param>
/// <param name="MonotonicTime">When it was taken, on the machine's monotonic clock; null when the driver uses another.</param>
internal readonly record struct V4l2Buffer(int Index, int Bytes, bool IsDamaged, uint Sequence, TimeSpan? MonotonicTime);

/// <summary>The buffers of a streaming device, mapped into this process. One thread at a time; waiting allocates nothing.</summary>
internal sealed unsafe class V4l2Stream : INewestBuffer<V4l2Buffer>, IDisposable
{
    private const uint WantedBuffers = 4;
    private const uint FewestBuffers = 2;
    private const uint MostBuffers = 32;

    private readonly V4l2Device _device;
    private readonly List<(nint Address, nuint Length)> _maps = [];
    private bool _isOn;
    private int _requeueError;

    /// <summary>Maps the buffers, gives them to the driver and starts the stream.</summary>
    /// <exception cref="FrameSourceException">The driver refuses; nothing stays behind.</exception>
    internal V4l2Stream(V4l2Device device)
    {
        _device = device;
        try
        {
            var count = RequestBuffers(WantedBuffers);
            if (count is < FewestBuffers or > MostBuffers)
                throw new FrameSourceException($"{device.Name} gives {count} buffers; expected {FewestBuffers} to {MostBuffers}. Is memory short?");
            for (uint i = 0; i < count; i++)
                MapBuffer(i);
            for (uint i = 0; i < count; i++)
                Enqueue(i);
            var type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE;
            device.Require(V4l2Abi.VIDIOC_STREAMON, &type, "cannot start its stream");
            _isOn = true;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => _device.Name;

    /// <inheritdoc/>
    public WaitEnd Wait(WakeUp wake, TimeSpan timeout) => _device.Kernel.Wait(_device.Descriptor, wake.Descriptor, timeout);

    /// <inheritdoc/>
    public bool TryTakeNewest(out V4l2Buffer newest)
    {
        newest = default;
        if (_requeueError != 0)
            throw V4l2Failure.Of(_device.Name, "takes its buffers no more", _requeueError);
        var found = false;
        while (TryDequeue(out var next))
        {
            if (found)
                GiveBack(newest);
            (found, newest) = (true, next);
        }

        return found;
    }

    /// <summary>The filled part of a buffer, until it is given back.</summary>
    internal ReadOnlySpan<byte> Content(in V4l2Buffer buffer) => new((void*)_maps[buffer.Index].Address, buffer.Bytes);

    /// <summary>Gives a buffer back to the driver. A failure is told by the next <see cref="TryTakeNewest"/>.</summary>
    internal void GiveBack(in V4l2Buffer buffer)
    {
        var native = Native((uint)buffer.Index);
        var result = _device.Kernel.Ioctl(_device.Descriptor, V4l2Abi.VIDIOC_QBUF, &native);
        if (result < 0)
            _requeueError = -result;
    }

    /// <summary>Stops the stream and lets go of the buffers. A device that is gone refuses all of it; nothing can be done then.</summary>
    public void Dispose()
    {
        if (_isOn)
        {
            var type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE;
            _ = _device.Kernel.Ioctl(_device.Descriptor, V4l2Abi.VIDIOC_STREAMOFF, &type);
            _isOn = false;
        }

        foreach (var (address, length) in _maps)
            _ = _device.Kernel.Unmap(address, length);
        _maps.Clear();
        var none = new v4l2_requestbuffers { type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE, memory = V4l2Abi.V4L2_MEMORY_MMAP };
        _ = _device.Kernel.Ioctl(_device.Descriptor, V4l2Abi.VIDIOC_REQBUFS, &none);
    }

    private uint RequestBuffers(uint count)
    {
        var request = new v4l2_requestbuffers
        {
            count = count,
            type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE,
            memory = V4l2Abi.V4L2_MEMORY_MMAP,
        };
        _device.Require(V4l2Abi.VIDIOC_REQBUFS, &request, "gives no buffers");
        return request.count;
    }

    private void MapBuffer(uint index)
    {
        var buffer = Native(index);
        _device.Require(V4l2Abi.VIDIOC_QUERYBUF, &buffer, "does not describe its buffers");
        var address = _device.Kernel.Map(_device.Descriptor, buffer.offset, buffer.length);
        // A process has nothing in its last page, so that what looks like an error number is one.
        if (address is < 0 and > -4096)
            throw V4l2Failure.Of(_device.Name, "does not map its buffers", (int)-address);
        _maps.Add((address, buffer.length));
    }

    private void Enqueue(uint index)
    {
        var buffer = Native(index);
        _device.Require(V4l2Abi.VIDIOC_QBUF, &buffer, "does not take its buffers");
    }

    private bool TryDequeue(out V4l2Buffer buffer)
    {
        var native = Native(0);
        var result = _device.Kernel.Ioctl(_device.Descriptor, V4l2Abi.VIDIOC_DQBUF, &native);
        if (result < 0)
        {
            buffer = default;
            return result == -Libc.EAGAIN ? false : throw V4l2Failure.Of(_device.Name, "failed while it streamed", -result);
        }

        if (native.index >= _maps.Count)
            throw new FrameSourceException($"{_device.Name} hands over buffer {native.index} of {_maps.Count}: its driver is broken.");
        var length = (uint)_maps[(int)native.index].Length;
        TimeSpan? time = (native.flags & V4l2Abi.V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4l2Abi.V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC
            ? TimeSpan.FromTicks((native.timestamp_seconds * TimeSpan.TicksPerSecond) + (native.timestamp_microseconds * TimeSpan.TicksPerMicrosecond))
            : null;
        buffer = new V4l2Buffer(
            (int)native.index, (int)Math.Min(native.bytesused, length),
            (native.flags & V4l2Abi.V4L2_BUF_FLAG_ERROR) != 0 || native.bytesused > length, native.sequence, time);
        return true;
    }

    private static v4l2_buffer Native(uint index) =>
        new() { index = index, type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE, memory = V4l2Abi.V4L2_MEMORY_MMAP };
}
