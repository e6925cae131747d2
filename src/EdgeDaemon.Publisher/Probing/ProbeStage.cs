namespace EdgeDaemon.Publisher.Probing;

/// <summary>What one stage on the way to the broker gave.</summary>
/// <param name="Name">dns, tcp, tls, auth, publish, receive, home_assistant or frigate.</param>
/// <param name="Level">pass, warn or fail.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do; empty where nothing is to be done.</param>
internal sealed record ProbeStage(string Name, string Level, string Text, string Remedy)
{
    /// <summary>Did it fail? Then the stages after it cannot be tried.</summary>
    public bool IsFailure => Level == "fail";

    public static ProbeStage Pass(string name, string text) => new(name, "pass", text, "");

    public static ProbeStage Warn(string name, string text, string remedy) => new(name, "warn", text, remedy);

    public static ProbeStage Fail(string name, string text, string remedy) => new(name, "fail", text, remedy);

    /// <summary>One line, with tabs between: for programs, and readable all the same.</summary>
    public string ToLine() => string.Join('\t', new[] { Name, Level, Text, Remedy }.Select(field => field.ReplaceLineEndings(" ").Replace('\t', ' ')));
}
