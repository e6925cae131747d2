using System.Collections.Immutable;
using EdgeDaemon.Configuration.Conditions;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>The types a key can have.</summary>
public static class YamlTypes
{
    /// <summary><c>true</c> or <c>false</c>; <c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c>, 0 and 1 are refused, with a hint.</summary>
    public static YamlType<bool> Boolean { get; } = new YamlBoolean();

    /// <summary>A slug, see <see cref="Contracts.Naming.Slug"/>.</summary>
    public static YamlType<string> Slug { get; } = new YamlSlug([]);

    /// <summary>A path on this machine; relative ones are relative to the file's folder. It becomes a full path; it need not exist.</summary>
    public static YamlType<string> Path { get; } = new YamlPath();

    /// <summary>A path, or <c>credential:NAME</c>: a secret that the service manager hands over.</summary>
    public static YamlType<string> SecretFile { get; } = new YamlSecretFile();

    /// <summary>The address of a network camera (rtsp, rtsps, http, https), without a user, a password or a token in it.</summary>
    public static YamlType<string> CameraUrl { get; } = new YamlCameraUrl();

    /// <summary>A whole number in decimal, from <paramref name="min"/> to <paramref name="max"/>, a multiple of <paramref name="step"/>.</summary>
    /// <param name="min">Smallest.</param>
    /// <param name="max">Largest.</param>
    /// <param name="unit">What is counted, for messages: <c>MiB</c>.</param>
    /// <param name="step">Divides it.</param>
    public static YamlType<int> Integer(int min, int max, string unit = "", int step = 1) => new YamlInteger(min, max, unit, step);

    /// <summary>A finite number with a decimal point, from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <param name="min">Smallest.</param>
    /// <param name="max">Largest.</param>
    /// <param name="unit">What is counted, for messages: <c>frames per second</c>.</param>
    public static YamlType<double> Number(double min, double max, string unit = "") => new YamlNumber(min, max, unit);

    /// <summary>A span of time such as <c>500ms</c>, <c>10s</c>, <c>2m</c>, <c>1h</c>, or a number of seconds.</summary>
    public static YamlType<TimeSpan> Duration(TimeSpan min, TimeSpan max) => new YamlDuration(min, max);

    /// <summary>A text that matches all of <paramref name="pattern"/> (<c>^…$</c>, the dialect that .NET and JSON Schema share).</summary>
    /// <param name="allowed">What is allowed, in words: <c>a client identifier (…)</c>.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="example">One that editors offer, or null.</param>
    public static YamlType<string> Text(string allowed, string pattern, string? example = null) => new YamlPattern(allowed, pattern, example);

    /// <summary>A slug that is none of <paramref name="reserved"/>.</summary>
    public static YamlType<string> SlugExcept(params string[] reserved) => new YamlSlug(reserved);

    /// <summary>A condition on what is known of a frame.</summary>
    public static YamlType<Condition> Condition { get; } = new YamlCondition();

    /// <summary>One of the names, written as they are.</summary>
    public static YamlType<T> Choice<T>(params (string Name, T Value)[] choices) where T : notnull => new YamlChoice<T>(choices);

    /// <summary>One of an enum's names in snake_case: <c>CenterCrop</c> is <c>center_crop</c>.</summary>
    public static YamlType<T> Enum<T>() where T : struct, Enum =>
        new YamlChoice<T>([.. System.Enum.GetValues<T>().Select(v => (SnakeCase(v.ToString()), v))]);

    /// <summary>A list of <paramref name="min"/> to <paramref name="max"/> items; with <paramref name="unique"/> no two are the same.</summary>
    public static YamlType<ImmutableArray<T>> List<T>(YamlType<T> item, int min = 0, int max = int.MaxValue, bool unique = false) =>
        new YamlList<T>(item, min, max, unique);

    /// <summary>A section whose keys are of the user's choosing.</summary>
    public static YamlType<ImmutableDictionary<string, T>> Map<T>(YamlType<string> key, YamlType<T> value) =>
        new YamlMap<T>(key, value);

    /// <summary>A value, or an explicit <c>null</c>.</summary>
    public static YamlType<T?> OrNull<T>(YamlType<T> type) where T : struct => new YamlNullable<T>(type);

    /// <summary>A text or section, or an explicit <c>null</c>.</summary>
    public static YamlType<T?> OrNothing<T>(YamlType<T> type) where T : class => new YamlOptional<T>(type);

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
