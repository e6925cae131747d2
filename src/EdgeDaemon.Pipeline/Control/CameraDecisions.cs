using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>
/// What was decided about one camera's privacy while it runs. The network's pause stands beside the device's, so that taking it back leaves the other
/// as it is. Times are on the frames' clock, which no change of the wall clock moves.
/// </summary>
/// <param name="Level">The privacy level that was asked for; null: the configuration's holds.</param>
/// <param name="Device">The pause by the operator, or by nobody because the decisions could not be read.</param>
/// <param name="Network">The pause by the network.</param>
internal readonly record struct CameraDecisions(LevelDecision? Level, PauseDecision? Device, PauseDecision? Network)
{
    /// <summary>What holds when nobody knows what was decided: nothing is looked at, until the operator says otherwise.</summary>
    public static CameraDecisions Strictest { get; } = new(
        new LevelDecision(PrivacyLevel.Presence, DecisionOrigin.Safeguard), new PauseDecision(DecisionOrigin.Safeguard, PauseDecision.Endless), null);

    /// <summary>The pause that holds: until the later end, by the one whom the network cannot overrule.</summary>
    public PauseDecision? Pause => Device is { } device ? device with { End = Later(device, Network) } : Network;

    /// <summary>Does a pause end by itself?</summary>
    public bool IsTimed => Device?.IsEndless == false || Network?.IsEndless == false;

    /// <summary>What is left of it at a time: no pause that is over.</summary>
    public CameraDecisions At(TimeSpan now) => this with { Device = Device?.End > now ? Device : null, Network = Network?.End > now ? Network : null };

    /// <summary>Of two, whichever decision of each is the stricter.</summary>
    public static CameraDecisions Stricter(in CameraDecisions a, in CameraDecisions b) => new(
        a.Level is { } one && (b.Level is not { } other || one.Level <= other.Level) ? a.Level : b.Level,
        Longer(a.Device, b.Device), Longer(a.Network, b.Network));

    private static PauseDecision? Longer(PauseDecision? a, PauseDecision? b) => a is { } one && (b is not { } other || one.End >= other.End) ? a : b;

    private static TimeSpan Later(PauseDecision device, PauseDecision? network) => network?.End > device.End ? network.Value.End : device.End;
}

/// <summary>A privacy level that was asked for.</summary>
internal readonly record struct LevelDecision(PrivacyLevel Level, DecisionOrigin By);

/// <summary>A pause.</summary>
/// <param name="By">Who decided it.</param>
/// <param name="End">When it ends, on the frames' clock; <see cref="Endless"/>: when it is taken back.</param>
internal readonly record struct PauseDecision(DecisionOrigin By, TimeSpan End)
{
    /// <summary>The end of a pause that has none.</summary>
    public static TimeSpan Endless => TimeSpan.MaxValue;

    /// <summary>Does it end only when it is taken back?</summary>
    public bool IsEndless => End == Endless;
}

/// <summary>What the decisions and the configuration together let a camera do.</summary>
/// <param name="Privacy">The level, and who decided it.</param>
/// <param name="Pause">The pause that holds; null: it looks.</param>
internal readonly record struct CameraTerms(LevelDecision Privacy, PauseDecision? Pause)
{
    /// <summary>What holds for a camera: no decision goes beyond its configured level.</summary>
    public static CameraTerms Of(in CameraDecisions decisions, PrivacyLevel configured) => new(
        decisions.Level is { } asked && asked.Level < configured ? asked : new LevelDecision(configured, DecisionOrigin.Configuration), decisions.Pause);
}
