using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Commands;

/// <summary>Commands, outcomes and levels as words.</summary>
public static class CommandNames
{
    /// <summary>Every command, as it stands in topics and in the configuration.</summary>
    public static ImmutableArray<string> All { get; } = [.. Enum.GetValues<CommandCode>().Skip(1).Select(Of)];

    /// <summary>The name of a command.</summary>
    public static string Of(CommandCode code) => SnakeCase(code.ToString());

    /// <summary>The name of an outcome.</summary>
    public static string Of(CommandOutcome outcome) => Enum.IsDefined(outcome) ? SnakeCase(outcome.ToString()) : "refused";

    /// <summary>The name of a privacy level.</summary>
    public static string Of(PrivacyLevel level) => SnakeCase(level.ToString());

    /// <summary>The command of this name, or <see cref="CommandCode.None"/>.</summary>
    public static CommandCode Parse(string name) => All.IndexOf(name) is var index and >= 0 ? (CommandCode)(index + 1) : CommandCode.None;

    /// <summary>The privacy level of this name, or null.</summary>
    public static PrivacyLevel? ParseLevel(string name) =>
        Enum.GetValues<PrivacyLevel>().Where(level => Of(level) == name).Select(level => (PrivacyLevel?)level).FirstOrDefault();

    /// <summary>The boot epoch and track of an event's id, <c>BOOT-TRACK</c> as events carry it, or null.</summary>
    public static (uint Boot, uint Track)? ParseEvent(string id)
    {
        var dash = id.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && id.Length <= 21
            && uint.TryParse(id.AsSpan(..dash), NumberStyles.None, CultureInfo.InvariantCulture, out var boot)
            && uint.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var track) && track > 0
            ? (boot, track) : null;
    }

    private static string SnakeCase(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && words.Length > 0)
                words.Append('_');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
