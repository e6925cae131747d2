using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Gating;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline.Gpio;

/// <summary>The GPIO lines of this device, as the configuration has them: privacy switch, activity light, triggers.</summary>
internal sealed class DeviceLines : IDisposable
{
    private readonly ImmutableArray<TriggerHold?> _triggers;
    private readonly ImmutableArray<InputWatch> _watches;

    /// <summary>Makes them; nothing is taken before <see cref="Start"/>.</summary>
    public DeviceLines(DaemonConfig config, ILogger logger, TimeProvider time)
    {
        var chip = config.Gpio.Chip;
        var watches = ImmutableArray.CreateBuilder<InputWatch>();
        Light = new ActivityLight(config.Gpio.ActivityLight is { } light ? GpioSetup.Open(chip, light) : null);
        if (config.Gpio.PrivacySwitch is { } privacy)
        {
            // Closed until the switch was read: it may be on.
            Privacy.Set(true);
            watches.Add(new InputWatch("privacy switch", GpioSetup.Open(chip, privacy), safeValue: true, Privacy.Set, logger));
        }

        _triggers = [.. config.Cameras.Select(camera => camera.Trigger is { } trigger ? new TriggerHold(trigger.Hold, time) : null)];
        for (var i = 0; i < _triggers.Length; i++)
        {
            if (_triggers[i] is { } gate)
                watches.Add(new InputWatch($"trigger of {config.Cameras[i].Name}", GpioSetup.Open(chip, config.Cameras[i].Trigger!), safeValue: true, gate.Set, logger));
        }

        _watches = watches.ToImmutable();
    }

    /// <summary>Shows that a camera is open.</summary>
    public ActivityLight Light { get; }

    /// <summary>Closes cameras.</summary>
    public AccessSwitch Privacy { get; } = new();

    /// <summary>The trigger of a camera, by index; null: it has none.</summary>
    public TriggerHold? TriggerOf(int camera) => _triggers[camera];

    /// <summary>Begins to watch the inputs.</summary>
    public void Start()
    {
        foreach (var watch in _watches)
            watch.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watch in _watches)
            watch.Dispose();
        Light.Dispose();
        Privacy.Dispose();
    }
}
