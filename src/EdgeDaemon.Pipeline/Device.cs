using EdgeDaemon.Configuration;
using EdgeDaemon.Journal;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Pipeline.Governing;
using EdgeDaemon.Pipeline.Gpio;
using EdgeDaemon.Pipeline.Teaching;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline;

/// <summary>What the cameras of a device share.</summary>
/// <param name="Live">The configuration as it is now.</param>
/// <param name="Journal">Where records go; the caller closes it.</param>
/// <param name="Dismissals">What was dismissed; null: nothing can be.</param>
/// <param name="Logger">Where messages go.</param>
/// <param name="Time">Measures, paces and stamps.</param>
internal sealed record Device(LiveConfig Live, JournalWriter Journal, Dismissals? Dismissals, ILogger Logger, TimeProvider Time) : IDisposable
{
    /// <summary>What was decided about the cameras before the last restart; null: nothing, and no commands are obeyed.</summary>
    public DecisionFile? Decisions { get; init; }

    /// <summary>What was taught by example; null: nothing can be.</summary>
    public Teacher? Teacher { get; init; }

    /// <summary>Keeps feature vectors of events; null: none are kept.</summary>
    public SeenVectors? Seen { get; init; }

    /// <summary>Where capture threads leave frames.</summary>
    public FrameExchange Frames { get; } = new([.. Live.Current.Cameras.Select(camera => FrameSources.IsLossless(camera.Source))]);

    /// <summary>How much of the configured frame rates the device can bear.</summary>
    public Governor Governor { get; init; } = new(Live, new DeviceSensors(), Logger);

    /// <summary>Privacy switch, activity light, triggers.</summary>
    public DeviceLines Lines { get; } = new(Live.Current, Logger, Time);

    /// <summary>Lends the frames.</summary>
    public FramePool Pool { get; } = new();

    /// <summary>Numbers the events.</summary>
    public EventNumbers Events { get; } = new();

    /// <summary>Lets go of the lines.</summary>
    public void Dispose() => Lines.Dispose();
}
