namespace EdgeDaemon.Contracts.Topics;

/// <summary>One kind of topic.</summary>
/// <param name="Pattern">
/// The topic below the device's own prefix, with the names that vary in braces: <c>{camera}/label/{label}</c>.
/// </param>
/// <param name="Payload">Name of the payload's schema (<c>docs/schemas/NAME.schema.json</c>), or null when <paramref name="Words"/> says it all.</param>
/// <param name="Words">What stands there, where the payload is a plain word or number.</param>
/// <param name="IsRetained">Does the broker keep it for later subscribers?</param>
/// <param name="Description">What it says, and when.</param>
public sealed record TopicInfo(string Pattern, string? Payload, string? Words, bool IsRetained, string Description)
{
    /// <summary>What is said there once more, and not kept, before what stands there is cleared or moves to another topic; null: nothing.</summary>
    public string? LastWord { get; init; }

    /// <summary>The topic below <paramref name="root"/> with its names filled in, in order of appearance.</summary>
    /// <exception cref="ArgumentException">Not as many names as the pattern has.</exception>
    public string Fill(string root, params ReadOnlySpan<string> names)
    {
        var parts = Pattern.Split('/');
        var used = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith('{') && used < names.Length)
                parts[i] = names[used++];
            else if (parts[i].StartsWith('{'))
                throw new ArgumentException($"The topic '{Pattern}' takes more than {names.Length} names.", nameof(names));
        }

        return used == names.Length
            ? $"{root}/{string.Join('/', parts)}"
            : throw new ArgumentException($"The topic '{Pattern}' takes {used} names, not {names.Length}.", nameof(names));
    }

    /// <summary>Is <paramref name="topic"/>, given below the device's prefix, one of these?</summary>
    public bool Matches(string topic)
    {
        var (pattern, parts) = (Pattern.Split('/'), topic.Split('/'));
        return pattern.Length == parts.Length
            && pattern.Zip(parts).All(p => p.First == p.Second || (p.First.StartsWith('{') && Naming.Slug.IsValid(p.Second)));
    }
}
