namespace EdgeDaemon.Mqtt.Transport;

/// <summary>A secret in a file of its own, so that it stands in no config, no command line and no log.</summary>
internal static class PasswordFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The first line of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="warn">Hears when anybody on the machine may read or write the file.</param>
    /// <exception cref="MqttException">It cannot be read or its first line is empty.</exception>
    public static string Read(string path, Action<string>? warn)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
                warn?.Invoke($"Anybody on this machine may read or write the MQTT password file '{path}'; chmod 600 it.");
            using var reader = new StreamReader(path);
            return reader.ReadLine() is { Length: > 0 } password
                ? password
                : throw new MqttException($"The MQTT password file '{path}' has an empty first line; write the password there.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MqttException($"Cannot read the MQTT password file '{path}': {e.Message}", e);
        }
    }
}
