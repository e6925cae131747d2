using System.Runtime.InteropServices;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Mqtt.Interop;

/// <summary>Owns a list of MQTT 5 properties. The empty list is the null pointer, as libmosquitto has it.</summary>
internal sealed unsafe class PropertyList() : SafeHandle(0, ownsHandle: true)
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
            list.AddCorrelation(message);
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

    /// <summary>The text of a property of a received message, or null.</summary>
    public static string? ReadString(nint properties, int identifier)
    {
        if (properties == 0 || Mosquitto.mosquitto_property_read_string(properties, identifier, out var text, skip_first: false) == 0)
            return null;
        try
        {
            return Marshal.PtrToStringUTF8((nint)text);
        }
        finally
        {
            NativeMemory.Free(text);
        }
    }

    /// <summary>The bytes of a property of a received message; empty when it has none.</summary>
    public static byte[] ReadBinary(nint properties, int identifier)
    {
        if (properties == 0 || Mosquitto.mosquitto_property_read_binary(properties, identifier, out var bytes, out var length, skip_first: false) == 0)
            return [];
        try
        {
            return new ReadOnlySpan<byte>(bytes, length).ToArray();
        }
        finally
        {
            NativeMemory.Free(bytes);
        }
    }

    /// <summary>Somebody else frees the list from now on.</summary>
    public void GiveAway() => SetHandleAsInvalid();

    protected override bool ReleaseHandle()
    {
        Mosquitto.mosquitto_property_free_all(ref handle);
        return true;
    }

    private void AddCorrelation(MqttMessage message)
    {
        if (message.CorrelationData.IsEmpty)
            return;
        fixed (byte* bytes = message.CorrelationData.Span)
        {
            Check(
                Mosquitto.mosquitto_property_add_binary(
                    ref handle, Mosquitto.MQTT_PROP_CORRELATION_DATA, bytes, checked((ushort)message.CorrelationData.Length)),
                message);
        }
    }

    private static void Check(int rc, MqttMessage message) =>
        MosquittoError.Check(rc, $"The properties of a message to '{message.Topic}'");
}
