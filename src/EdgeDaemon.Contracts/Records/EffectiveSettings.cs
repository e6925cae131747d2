namespace EdgeDaemon.Contracts.Records;

/// <summary>
/// What holds for a camera, and who decided it. Every record of kind <see cref="LabelRecordKind.State"/> says it; one is written, with the state as
/// it was, when any of this changes.
/// </summary>
/// <remarks>
/// <code>
/// field of the record   holds
/// SubLabel              low byte: privacy level, high byte: who decided it; 65535 = an older build, which did not say
/// Score                 who decided the pause
/// TrackId               seconds until the pause ends, rounded up; 0 = none, 4294967295 = when it is taken back
/// Box, bytes 0..3       score from which labels count that have no threshold of their own, in 1/10000; 4294967295 = no model
/// Box, bytes 4..7       least such score that the network may set
/// </code>
/// </remarks>
/// <param name="Privacy">How much of what it sees may become a record.</param>
/// <param name="PrivacyBy">Who decided that.</param>
/// <param name="Pause">Why it does not look; null: nobody has paused it.</param>
/// <param name="Threshold">Score from which labels count that have no threshold of their own, 0..1; null: it has no model.</param>
/// <param name="LeastThreshold">The least such score that the network may set.</param>
public readonly record struct EffectiveSettings(
    PrivacyLevel Privacy, DecisionOrigin PrivacyBy, EffectivePause? Pause, double? Threshold, double? LeastThreshold)
{
    private const double Steps = 10_000;
    private const uint None = uint.MaxValue;

    /// <summary>Puts them into a record of kind <see cref="LabelRecordKind.State"/>.</summary>
    public void WriteTo(ref LabelRecord record)
    {
        record.SubLabel = (ushort)(((byte)PrivacyBy << 8) | (byte)Privacy);
        record.GapFirstSequence = ((ulong)ToSteps(LeastThreshold) << 32) | ToSteps(Threshold);
        if (Pause is not { } pause)
            return;
        record.Score = (byte)pause.By;
        record.TrackId = pause.Left is { } left ? (uint)Math.Clamp(Math.Ceiling(left.TotalSeconds), 1, None - 1) : None;
    }

    /// <summary>What a record of kind <see cref="LabelRecordKind.State"/> says; null: nothing that is known here.</summary>
    public static EffectiveSettings? From(in LabelRecord record)
    {
        var (level, by, pausedBy) = ((PrivacyLevel)(byte)record.SubLabel, (DecisionOrigin)(record.SubLabel >> 8), (DecisionOrigin)record.Score);
        if (!Enum.IsDefined(level) || !Enum.IsDefined(by) || !Enum.IsDefined(pausedBy))
            return null;
        var pause = record.TrackId == 0 ? (EffectivePause?)null
            : new EffectivePause(pausedBy, record.TrackId == None ? null : TimeSpan.FromSeconds(record.TrackId));
        return new EffectiveSettings(level, by, pause, FromSteps((uint)record.GapFirstSequence), FromSteps((uint)(record.GapFirstSequence >> 32)));
    }

    private static uint ToSteps(double? score) => score is { } value ? (uint)Math.Round(Math.Clamp(value, 0, 1) * Steps) : None;

    private static double? FromSteps(uint steps) => steps <= Steps ? steps / Steps : null;
}

/// <summary>A pause that holds.</summary>
/// <param name="By">Who decided it; of several, the one whom the network cannot overrule.</param>
/// <param name="Left">Time until it ends, whole seconds; null: it ends when it is taken back.</param>
public readonly record struct EffectivePause(DecisionOrigin By, TimeSpan? Left);
