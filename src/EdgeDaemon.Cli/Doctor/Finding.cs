namespace EdgeDaemon.Cli.Doctor;

/// <summary>How serious a finding is.</summary>
internal enum FindingLevel
{
    /// <summary>In order.</summary>
    Pass,

    /// <summary>It works, but somebody should know; or it could not be looked at.</summary>
    Warn,

    /// <summary>It does not work.</summary>
    Fail,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Area">What was looked at: <c>camera porch</c>, <c>broker tls</c>.</param>
/// <param name="Level">How serious it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do; null where there is nothing to be done.</param>
internal sealed record Finding(string Area, FindingLevel Level, string Text, string? Remedy = null)
{
    public static Finding Pass(string area, string text) => new(area, FindingLevel.Pass, text);

    public static Finding Warn(string area, string text, string? remedy = null) => new(area, FindingLevel.Warn, text, remedy);

    public static Finding Fail(string area, string text, string remedy) => new(area, FindingLevel.Fail, text, remedy);
}
