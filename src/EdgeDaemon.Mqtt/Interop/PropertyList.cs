using System.Runtime.InteropServices;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Mqtt.Interop;

/// <summary>Owns a list of MQTT 5 properties. The empty list is the null pointer, as libmosquitto has it.</summary>
internal sealed class PropertyList() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    /// <summary>The properties that travel with <paramref name="message"/>.</summary>
    public static PropertyList Of(MqttMessage message)
    {
        var list = new PropertyList();
        try
        {
            if (message.ExpirySeconds is { } expiry)
                Check(Mosquitto.mosquitto_property_add_int32(ref list.handle, Mosquitto.MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, expiry), message);
            if (message.ContentType is { } type)
                Check(Mosquitto.mosquitto_property_add_string(ref list.handle, Mosquitto.MQTT_PROP_CONTENT_TYPE, type), message);
            foreach (var (name, value) in message.UserProperties)
                Check(Mosquitto.mosquitto_property_add_string_pair(ref list.handle, Mosquitto.MQTT_PROP_USER_PROPERTY, name, value), message);
            return list;
        }
        catch
        {
            list.Dispose();
            throw;
        }
    }

    /// <summary>Somebody else frees the list from now on.</summary>
    public void GiveAway() => SetHandleAsInvalid();

    protected override bool ReleaseHandle()
    {
        Mosquitto.mosquitto_property_free_all(ref handle);
        return true;
    }

    private static void Check(int rc, MqttMessage message) =>
        MosquittoError.Check(rc, $"The properties of a message to '{message.Topic}'");
}
