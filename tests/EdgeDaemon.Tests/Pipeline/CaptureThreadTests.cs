using System.Collections.Concurrent;
using EdgeDaemon.Capture;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Zones;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>A camera's thread: it goes on whatever the source does, and says what happened once.</summary>
public sealed class CaptureThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Run_SourceThatFailsAgainAndAgain_IsToldOnceAndRecovers()
    {
        using var source = new FailingSource(failures: 4);
        var log = new RecordingLogger();
        var exchange = new FrameExchange([false]);
        using var worker = Thread(source, exchange, log);
        worker.Start();

        Assert.True(SpinWait.SpinUntil(() => worker.Frames.FramesRead >= 3, Patience));

        Assert.Single(log.Lines, line => line.Contains("out of order", StringComparison.Ordinal));
        exchange.Close();
    }

    [Fact]
    public void FramesLost_CountsGapsInTheSourcesCount()
    {
        using var source = new FailingSource(failures: 0, numbers: [2, 3, 10]);
        var exchange = new FrameExchange([false]);
        using var worker = Thread(source, exchange, new RecordingLogger());
        worker.Start();

        Assert.True(SpinWait.SpinUntil(() => worker.Frames.FramesRead == 3, Patience));

        Assert.Equal(2 + 6, worker.Frames.FramesLost);
        exchange.Close();
    }

    private static CaptureThread Thread(IFrameSource source, FrameExchange exchange, ILogger log) => new(
        "porch", new FrameReader(source, new PrivacyMask([])), exchange.PlaceOf(0), CameraAccess.Free(), TimeSpan.FromSeconds(2), log);

    /// <summary>A source that cannot be opened some times, and then delivers.</summary>
    private sealed class FailingSource(int failures, long[]? numbers = null) : IFrameSource
    {
        private readonly FramePool _pool = new();
        private int _opened;
        private int _next;

        public string Description => "source";

        public void Open()
        {
            if (_opened++ < failures)
                throw new FrameSourceException("The source is out of order.");
        }

        public Frame? Read(CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            if (numbers is not null && _next == numbers.Length)
                return null;
            var frame = _pool.Rent(PixelFormat.Gray8, 2, 2);
            frame.SequenceNumber = numbers?[_next] ?? _next;
            _next++;
            return frame;
        }

        public void Dispose()
        {
        }
    }

    private sealed class RecordingLogger : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
