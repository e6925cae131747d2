namespace EdgeDaemon.Configuration;

/// <summary>What a camera or a line is used through.</summary>
public enum DeviceDriver
{
    /// <summary>The kernel's interface, by this project's own calls.</summary>
    Kernel,

    /// <summary>The packages Iot.Device.Bindings and System.Device.Gpio.</summary>
    Iot,
}
