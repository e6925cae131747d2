using System.Runtime.InteropServices;

namespace EdgeDaemon.Mqtt.Interop;

/// <summary>Owns a <c>struct mosquitto</c>. Destroying it closes its socket without a farewell.</summary>
internal sealed class MosquittoHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Mosquitto.mosquitto_destroy(handle);
        return true;
    }
}
