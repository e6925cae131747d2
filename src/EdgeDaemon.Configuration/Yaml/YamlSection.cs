namespace EdgeDaemon.Configuration.Yaml;

/// <summary>
/// Reads one section key by key. Every getter names a key that the section may have; <see cref="Finish"/> then refuses all
/// others. Errors are collected, so that reading goes on and finds the next one.
/// </summary>
/// <example>
/// <code>
/// var document = YamlDocument.Load(path);
/// if (document.OpenRoot() is { } root)
/// {
///     var task = root.Require("task", YamlTypes.Enum&lt;ModelTask&gt;());
///     var topK = root.Get("top_k", YamlTypes.Integer(1, 100), fallback: 5);
///     root.Finish();
/// }
/// return document.Errors.Count > 0 ? throw new InvalidDataException(string.Join('\n', document.Errors.Sorted())) : ...
/// </code>
/// </example>
public sealed class YamlSection
{
    private readonly YamlValue _value;
    private readonly YamlMapping _mapping;
    private readonly List<string> _known = [];

    private YamlSection(YamlValue value, YamlMapping mapping)
    {
        _value = value;
        _mapping = mapping;
    }

    /// <summary>Its keys in order, for sections whose keys are names.</summary>
    public IEnumerable<string> Keys => _mapping.Entries.Select(entry => entry.Key.Text);

    /// <summary>Takes what is wrong.</summary>
    internal YamlErrors Errors => _value.Errors;

    /// <summary>Opens a value as a section, or says that it is none and returns null.</summary>
    public static YamlSection? Open(YamlValue value)
    {
        if (value.Node is YamlMapping mapping)
            return new YamlSection(value, mapping);
        value.FailType("a section", "keys with values below it, or {} for an empty section");
        return null;
    }

    /// <summary>Names a key and finds its value.</summary>
    public bool TryGet(string key, out YamlValue value)
    {
        if (!_known.Contains(key))
            _known.Add(key);
        foreach (var entry in _mapping.Entries)
        {
            if (entry.Key.Text != key)
                continue;
            value = _value.At(key, entry.Value);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Names a key and says whether it is there with something other than an explicit null.</summary>
    public bool IsSet(string key) => TryGet(key, out var value) && !value.IsNull;

    /// <summary>The value of an optional key: <paramref name="fallback"/> when it is absent or wrong.</summary>
    public T Get<T>(string key, YamlType<T> type, T fallback) =>
        TryGet(key, out var value) && type.TryRead(value, out var result) ? result : fallback;

    /// <summary>The value of a key that must be there: the type's default (null, 0) when it is absent or wrong, with an error.</summary>
    public T Require<T>(string key, YamlType<T> type)
    {
        if (TryGet(key, out var value))
            return type.TryRead(value, out var result) ? result : default!;
        FailMissing(key, type.Allowed);
        return default!;
    }

    /// <summary>An optional section below this one: null when it is absent or is none.</summary>
    public YamlSection? OpenSection(string key) => TryGet(key, out var value) ? Open(value) : null;

    /// <summary>A section below this one that must be there: null, with an error, when it is absent or is none.</summary>
    public YamlSection? RequireSection(string key)
    {
        if (TryGet(key, out var value))
            return Open(value);
        FailMissing(key, "keys with values below it");
        return null;
    }

    /// <summary>Says that a key is missing.</summary>
    public void FailMissing(string key, string allowed) =>
        FailHere(key, "missing", $"Add '{key}:' with {allowed}.");

    /// <summary>Says that a key is wrong, at its value's place, or at the section's when the key is absent.</summary>
    public void Fail(string key, string problem, string remedy)
    {
        if (TryGet(key, out var value))
            value.Fail(problem, remedy);
        else
            FailHere(key, problem, remedy);
    }

    /// <summary>Refuses every key that no getter named, with the nearest one that was.</summary>
    public void Finish()
    {
        foreach (var (key, _) in _mapping.Entries)
        {
            if (!_known.Contains(key.Text))
            {
                _value.Errors.Add(key.Line, key.Column, YamlValue.Join(_value.Path, key.Text),
                    $"unknown key {YamlText.Quote(key.Text)}", FrigateKeys.Explain(key.Text, _known) ?? NearestName.Suggest(key.Text, _known));
            }
        }
    }

    private void FailHere(string key, string problem, string remedy) =>
        _value.Errors.Add(_value.Node.Line, _value.Node.Column, YamlValue.Join(_value.Path, key), problem, remedy);
}
