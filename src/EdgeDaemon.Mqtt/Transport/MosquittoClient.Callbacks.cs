using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using EdgeDaemon.Mqtt.Interop;

namespace EdgeDaemon.Mqtt.Transport;

/// <content>
/// The way from native callbacks to <see cref="IMosquittoEvents"/>. An exception must not cross native frames: it is kept and
/// thrown once the loop has returned.
/// </content>
internal sealed unsafe partial class MosquittoClient
{
    private const int DefaultReceiveMaximum = 65535;

    private void SetCallbacks()
    {
        Mosquitto.mosquitto_connect_v5_callback_set(_handle, &OnConnect);
        Mosquitto.mosquitto_disconnect_v5_callback_set(_handle, &OnDisconnect);
        Mosquitto.mosquitto_publish_v5_callback_set(_handle, &OnPublish);
        Mosquitto.mosquitto_subscribe_callback_set(_handle, &OnSubscribe);
        Mosquitto.mosquitto_message_v5_callback_set(_handle, &OnMessage);
        Mosquitto.mosquitto_log_callback_set(_handle, &OnLog);
    }

    private static void Raise<T>(nint userData, T argument, Action<MosquittoClient, T> raise)
    {
        var client = (MosquittoClient)GCHandle.FromIntPtr(userData).Target!;
        try
        {
            raise(client, argument);
        }
#pragma warning disable CA1031 // Nothing may unwind through libmosquitto; Loop throws it again.
        catch (Exception e)
        {
            client._callbackFailure ??= ExceptionDispatchInfo.Capture(e);
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint mosq, nint userData, int code, int flags, nint properties) =>
        Raise(userData, (code, properties), static (client, answer) =>
        {
            var (code, properties) = answer;
            var receiveMaximum = DefaultReceiveMaximum;
            if (properties != 0 && Mosquitto.mosquitto_property_read_int16(
                    properties, Mosquitto.MQTT_PROP_RECEIVE_MAXIMUM, out var granted, skip_first: false) != 0)
            {
                receiveMaximum = granted;
            }

            var reason = code < 0x80 ? MqttReason.FromConnectReturnCode(code) : new MqttReason((byte)code);
            client._events.OnConnectAnswer(reason, receiveMaximum);
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisconnect(nint mosq, nint userData, int code, nint properties) =>
        Raise(userData, code, static (client, code) => client._events.OnEnded(code));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPublish(nint mosq, nint userData, int messageId, int code, nint properties) =>
        Raise(userData, (messageId, code), static (client, answer) =>
            client._events.OnPublishAnswer(answer.messageId, new MqttReason((byte)answer.code)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSubscribe(nint mosq, nint userData, int messageId, int count, int* granted) =>
        Raise(userData, (messageId, code: count > 0 ? (byte)granted[0] : (byte)0x80), static (client, answer) =>
            client._events.OnSubscribeAnswer(answer.messageId, new MqttReason(answer.code)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint mosq, nint userData, MosquittoMessage* message, nint properties) =>
        Raise(userData, ((nint)message, properties), static (client, arrived) =>
        {
            var (pointer, properties) = arrived;
            var message = (MosquittoMessage*)pointer;
            var topic = Marshal.PtrToStringUTF8(message->topic) ?? "";
            var payload = new ReadOnlySpan<byte>(message->payload, message->payloadlen).ToArray();
            client._events.OnMessage(new MqttReceived(topic, payload, message->retain != 0)
            {
                ResponseTopic = PropertyList.ReadString(properties, Mosquitto.MQTT_PROP_RESPONSE_TOPIC),
                CorrelationData = PropertyList.ReadBinary(properties, Mosquitto.MQTT_PROP_CORRELATION_DATA),
            });
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint mosq, nint userData, int level, nint text)
    {
        if (level == Mosquitto.MOSQ_LOG_ERR)
            Raise(userData, text, static (client, text) => client.LastErrorLine = Marshal.PtrToStringUTF8(text));
    }
}
