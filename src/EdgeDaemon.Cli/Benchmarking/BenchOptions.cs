namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>What to measure.</summary>
internal sealed record BenchOptions
{
    /// <summary>Frames that come first and are not counted.</summary>
    public const int WarmUpFrames = 50;

    /// <summary>Folder of the model bundle.</summary>
    public required string ModelDirectory { get; init; }

    /// <summary>Folder with pictures, or a list file.</summary>
    public required string FramesPath { get; init; }

    /// <summary>Frames to measure, after a warm-up.</summary>
    public required int Count { get; init; }

    /// <summary>Threads per model run.</summary>
    public required int Threads { get; init; }

    /// <summary>Frames per second that the daemon's threads get, as from a camera; null: as many as they take.</summary>
    public double? Paced { get; init; }

    /// <summary>Where to publish; null: nowhere.</summary>
    public BrokerAddress? Broker { get; init; }
}

/// <summary>A broker on the command line.</summary>
internal sealed record BrokerAddress(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>, <c>HOST</c> or <c>[IPV6]:PORT</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static BrokerAddress Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon > 0 && !text.EndsWith(']');
        var host = (hasPort ? text[..colon] : text).Trim('[', ']');
        var port = 1883;
        if (host.Length == 0 || (hasPort && (!int.TryParse(text[(colon + 1)..], out port) || port is < 1 or > 65535)))
            throw new FormatException($"'{text}' is not HOST:PORT.");
        return new BrokerAddress(host, port);
    }
}
