namespace EdgeDaemon.Publisher.Tests.Torture;

/// <summary>What a <see cref="FaultyWire"/> does to a connection.</summary>
internal enum WireFault
{
    /// <summary>It ends.</summary>
    Cut,

    /// <summary>Nothing more passes for a moment, then it ends.</summary>
    Stall,

    /// <summary>A bit is turned, and a moment later it ends.</summary>
    Corruption,
}

/// <summary>What becomes of one connection, drawn before it begins.</summary>
/// <param name="Fault">What happens.</param>
/// <param name="Upwards">To what goes to the broker? Else to what comes from it.</param>
/// <param name="After">Bytes that pass before.</param>
/// <param name="Bit">Which bit of the next byte is turned: 0 to 7.</param>
/// <param name="LastsMs">How long a stalled or corrupted connection stands, in milliseconds.</param>
/// <param name="IsReset">Does it end with a reset, losing what is on its way?</param>
/// <param name="DelayMs">How long each piece waits, in milliseconds.</param>
internal readonly record struct WireFate(WireFault Fault, bool Upwards, int After, int Bit, int LastsMs, bool IsReset, int DelayMs)
{
    /// <summary>
    /// Every fourth falls into the first packets. Bits are turned under TLS only: what guards bytes on their way is TCP's checksum and TLS, and MQTT has
    /// nothing to tell a changed label by.
    /// </summary>
    public static WireFate Draw(Random chance, bool corrupts)
    {
        var upwards = chance.Next(2) == 0;
        // A dozen labels, or what the broker says to some of them; under TLS its greeting alone is long.
        var usual = upwards ? 8000 : corrupts ? 4000 : 100;
        return new(
            corrupts && chance.Next(2) == 0 ? WireFault.Corruption : chance.Next(6) == 0 ? WireFault.Stall : WireFault.Cut,
            upwards,
            chance.Next(4) == 0 ? chance.Next(200) : (int)(-usual * Math.Log(1 - chance.NextDouble())),
            chance.Next(8),
            chance.Next(40) == 0 ? 4000 : chance.Next(60), // now and then longer than the publisher waits
            chance.Next(2) == 0,
            chance.Next(4) == 0 ? chance.Next(1, 5) : 0);
    }
}
