using System.Runtime.InteropServices;

namespace EdgeDaemon.Mqtt.Interop;

/// <summary>Raw binding of libmosquitto 2.0 (mosquitto.h). Nothing is checked here.</summary>
internal static unsafe partial class Mosquitto
{
    public const string Library = "libmosquitto.so.1";

    public const int MOSQ_ERR_SUCCESS = 0;
    public const int MOSQ_ERR_INVAL = 3;
    public const int MOSQ_ERR_NO_CONN = 4;
    public const int MOSQ_ERR_TLS = 8;
    public const int MOSQ_ERR_PAYLOAD_SIZE = 9;
    public const int MOSQ_ERR_ERRNO = 14;
    public const int MOSQ_ERR_EAI = 15;
    public const int MOSQ_ERR_MALFORMED_UTF8 = 18;
    public const int MOSQ_ERR_OVERSIZE_PACKET = 25;

    public const int MOSQ_OPT_PROTOCOL_VERSION = 1;
    public const int MOSQ_OPT_SEND_MAXIMUM = 5;

    public const int MQTT_PROTOCOL_V311 = 4;
    public const int MQTT_PROTOCOL_V5 = 5;

    public const int MQTT_PROP_MESSAGE_EXPIRY_INTERVAL = 2;
    public const int MQTT_PROP_CONTENT_TYPE = 3;
    public const int MQTT_PROP_RESPONSE_TOPIC = 8;
    public const int MQTT_PROP_CORRELATION_DATA = 9;
    public const int MQTT_PROP_RECEIVE_MAXIMUM = 33;
    public const int MQTT_PROP_USER_PROPERTY = 38;

    public const int MQTT_SUB_OPT_RETAIN_AS_PUBLISHED = 0x08;
    public const int MQTT_SUB_OPT_SEND_RETAIN_NEVER = 0x20;

    public const int MOSQ_LOG_ERR = 8;
    public const int SSL_VERIFY_PEER = 1;

    [LibraryImport(Library)]
    public static partial int mosquitto_lib_init();

    [LibraryImport(Library)]
    public static partial nint mosquitto_strerror(int mosq_errno);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial MosquittoHandle mosquitto_new(string id, [MarshalAs(UnmanagedType.U1)] bool clean_session, nint obj);

    [LibraryImport(Library)]
    public static partial void mosquitto_destroy(nint mosq);

    [LibraryImport(Library)]
    public static partial int mosquitto_int_option(MosquittoHandle mosq, int option, int value);

    [LibraryImport(Library)]
    public static partial int mosquitto_threaded_set(MosquittoHandle mosq, [MarshalAs(UnmanagedType.U1)] bool threaded);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_username_pw_set(MosquittoHandle mosq, string username, string? password);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_tls_set(
        MosquittoHandle mosq, string? cafile, string? capath, string? certfile, string? keyfile,
        delegate* unmanaged[Cdecl]<byte*, int, int, nint, int> pw_callback);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_tls_opts_set(MosquittoHandle mosq, int cert_reqs, string tls_version, string? ciphers);

    [LibraryImport(Library)]
    public static partial int mosquitto_tls_insecure_set(MosquittoHandle mosq, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_will_set_v5(
        MosquittoHandle mosq, string topic, int payloadlen, byte* payload, int qos,
        [MarshalAs(UnmanagedType.U1)] bool retain, PropertyList properties);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_connect(MosquittoHandle mosq, string host, int port, int keepalive);

    [LibraryImport(Library)]
    public static partial int mosquitto_disconnect(MosquittoHandle mosq);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int mosquitto_loop(MosquittoHandle mosq, int timeout, int max_packets);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_publish_v5(
        MosquittoHandle mosq, out int mid, string topic, int payloadlen, byte* payload, int qos,
        [MarshalAs(UnmanagedType.U1)] bool retain, PropertyList properties);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_subscribe_v5(
        MosquittoHandle mosq, out int mid, string sub, int qos, int options, PropertyList properties);

    [LibraryImport(Library)]
    public static partial void mosquitto_connect_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> on_connect);

    [LibraryImport(Library)]
    public static partial void mosquitto_disconnect_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, nint, void> on_disconnect);

    [LibraryImport(Library)]
    public static partial void mosquitto_publish_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> on_publish);

    [LibraryImport(Library)]
    public static partial void mosquitto_message_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, MosquittoMessage*, nint, void> on_message);

    [LibraryImport(Library)]
    public static partial void mosquitto_subscribe_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, void> on_subscribe);

    [LibraryImport(Library)]
    public static partial void mosquitto_log_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, nint, void> on_log);

    [LibraryImport(Library)]
    public static partial int mosquitto_property_add_int32(ref nint proplist, int identifier, uint value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_property_add_string(ref nint proplist, int identifier, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_property_add_string_pair(ref nint proplist, int identifier, string name, string value);

    [LibraryImport(Library)]
    public static partial int mosquitto_property_add_binary(ref nint proplist, int identifier, byte* value, ushort len);

    [LibraryImport(Library)]
    public static partial nint mosquitto_property_read_string(
        nint proplist, int identifier, out byte* value, [MarshalAs(UnmanagedType.U1)] bool skip_first);

    [LibraryImport(Library)]
    public static partial nint mosquitto_property_read_binary(
        nint proplist, int identifier, out byte* value, out ushort len, [MarshalAs(UnmanagedType.U1)] bool skip_first);

    [LibraryImport(Library)]
    public static partial nint mosquitto_property_read_int16(
        nint proplist, int identifier, out ushort value, [MarshalAs(UnmanagedType.U1)] bool skip_first);

    [LibraryImport(Library)]
    public static partial void mosquitto_property_free_all(ref nint properties);
}

/// <summary><c>struct mosquitto_message</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MosquittoMessage
{
    public int mid;
    public nint topic;
    public byte* payload;
    public int payloadlen;
    public int qos;
    public byte retain;
}
