using System.Net.Sockets;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// The bytes to and from a broker. It follows the packets that come in, because MQTTnet makes room for whatever length a packet
/// announces, and queues without bound what arrives faster than it is dealt with: a packet over the limit ends the connection
/// before any of it is kept, and nothing is read while too many messages wait.
/// </summary>
/// <param name="inner">The connection, with TLS where that is wanted; owned.</param>
/// <param name="socket">The socket below it; owned.</param>
/// <param name="longestPacket">Bytes of the largest packet that is taken.</param>
/// <param name="greeting">Called when the first packet, CONNECT, is about to leave.</param>
/// <param name="answered">Called with the first bytes that came, before MQTTnet sees them.</param>
internal sealed class BrokerStream(Stream inner, Socket socket, int longestPacket, Action greeting, Action<ReadOnlySpan<byte>> answered) : Stream
{
    private const int MostWaiting = 32;
    private const int PublishType = 3;
    private readonly byte[] _buffer = new byte[4096];
    private readonly SemaphoreSlim _room = new(0);
    private int _next;
    private int _end;
    private int _waiting;
    private byte _type;
    private bool _inLength;
    private int _lengthShift;
    private long _length;
    private long _left;
    private bool _greeted;

    /// <summary>What was wrong with what came, or how reading failed; null so far.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Did anything come?</summary>
    public bool HasHeard { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>A message that came in was dealt with. Thread-safe.</summary>
    public void Handled()
    {
        if (Interlocked.Decrement(ref _waiting) == MostWaiting)
            _room.Release();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_next == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
            return 0;
        var count = Math.Min(buffer.Length, _end - _next);
        _buffer.AsSpan(_next, count).CopyTo(buffer.Span);
        _next += count;
        return count;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_greeted)
            greeting();
        _greeted = true;
        return inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _waiting) > MostWaiting)
            await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (_next, _end) = (0, await inner.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
            if (!HasHeard)
                answered(_buffer.AsSpan(0, _end));
            HasHeard |= _end > 0;
            Follow(_buffer.AsSpan(0, _end));
            return _end > 0;
        }
        catch (Exception e) when (e is IOException or MqttException)
        {
            Fault = e;
            throw;
        }
    }

    /// <summary>Goes over the fixed headers: type, then the length of what follows in groups of seven bits.</summary>
    private void Follow(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var skipped = (int)Math.Min(_left, bytes.Length);
                _left -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            if (_inLength)
                FollowLength(bytes[0]);
            else
                (_type, _inLength, _lengthShift, _length) = ((byte)(bytes[0] >> 4), true, 0, 0);
            bytes = bytes[1..];
        }
    }

    private void FollowLength(byte part)
    {
        _length |= (long)(part & 0x7F) << _lengthShift;
        _lengthShift += 7;
        if (_length > longestPacket)
            throw new MqttException($"it sent a packet of {_length} bytes or more; {longestPacket} are the most that are taken");
        if ((part & 0x80) != 0)
        {
            if (_lengthShift > 21)
                throw new MqttException("it sent something that is not MQTT");
            return;
        }

        (_inLength, _left) = (false, _length);
        if (_type == PublishType)
            Interlocked.Increment(ref _waiting);
    }
}
