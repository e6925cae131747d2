using System.Globalization;
using System.Text.Json;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Watching;

/// <summary>Waits for the first word about what a camera sees, that nothing is there included; until then it keeps in mind why there is none.</summary>
/// <param name="lines">Prints that word.</param>
/// <param name="topics">The device's topics.</param>
/// <param name="config">Its cameras.</param>
/// <param name="since">What is older is news of an earlier run; null: anything counts.</param>
internal sealed class FirstLabelPrinter(IMessagePrinter lines, TopicNames topics, DaemonConfig config, DateTimeOffset? since) : IMessagePrinter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CameraStatePayload> _states = [];
    private string? _notice;
    private string? _availability;
    private bool _isFound;

    /// <summary>Has it come? Thread-safe, as all of this.</summary>
    public bool IsFound
    {
        get
        {
            lock (_lock)
                return _isFound;
        }
    }

    /// <summary>Why it has not come, as far as the broker tells, and where to look.</summary>
    public string Reason
    {
        get
        {
            lock (_lock)
            {
                return _availability switch
                {
                    null when _notice is { } notice => notice,
                    null or TopicValues.Offline => $"The publisher does not come to the broker as '{topics.Device}': 'systemctl status edgedaemon-publish' says why.",
                    _ => string.Join(' ', config.Cameras.Select(camera => ReasonOf(camera.Name))),
                };
            }
        }
    }

    /// <inheritdoc/>
    public void Print(MqttReceived message)
    {
        lock (_lock)
        {
            var topic = message.Topic[(topics.Root.Length + 1)..];
            if (topic == "availability")
                _availability = System.Text.Encoding.UTF8.GetString(message.Payload);
            if (_isFound || !TopicContract.State.Matches(topic) || StateIn(message.Payload) is not { } state)
                return;
            _states[state.Camera] = state;
            if (state is not { State: "live", Labels: not null } || !IsNew(state))
                return;
            _isFound = true;
            lines.Print(message);
        }
    }

    /// <inheritdoc/>
    public void Tell(string notice)
    {
        lock (_lock)
            _notice = notice;
    }

    private static CameraStatePayload? StateIn(byte[] payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.CameraStatePayload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Times may be rounded down before they leave the device.
    private bool IsNew(CameraStatePayload state) => since is not { } start ||
        (DateTimeOffset.TryParse(state.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time + (config.Cameras.FirstOrDefault(camera => camera.Name == state.Camera)?.Privacy.TimeRounding ?? default) >= start);

    private string ReasonOf(string camera) => !_states.TryGetValue(camera, out var state) || !IsNew(state)
        ? $"Camera '{camera}' has said nothing yet: 'systemctl status edgedaemon-vision' says why."
        : $"Camera '{camera}' is {state.State}, its health {state.Health}: 'edgedaemon doctor' looks at it.";
}
