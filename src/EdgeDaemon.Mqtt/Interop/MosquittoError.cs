using System.Runtime.InteropServices;

namespace EdgeDaemon.Mqtt.Interop;

/// <summary>Turns libmosquitto's return codes into words.</summary>
internal static class MosquittoError
{
    /// <summary>Throws unless <paramref name="rc"/> is success.</summary>
    public static void Check(int rc, string what)
    {
        if (rc != Mosquitto.MOSQ_ERR_SUCCESS)
            throw new MqttException($"{what}: {Describe(rc)}.");
    }

    /// <summary>libmosquitto's own text; for system errors the system's.</summary>
    public static string Describe(int rc)
    {
        if (rc == Mosquitto.MOSQ_ERR_ERRNO && Marshal.GetLastPInvokeError() is not 0 and var errno)
            return Marshal.GetPInvokeErrorMessage(errno);
        var text = Marshal.PtrToStringUTF8(Mosquitto.mosquitto_strerror(rc)) ?? "unknown error";
        return $"{text.TrimEnd('.')} (libmosquitto {rc})";
    }
}
