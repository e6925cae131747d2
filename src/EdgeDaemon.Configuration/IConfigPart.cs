namespace EdgeDaemon.Configuration;

/// <summary>A type with keys inside it: its differences are theirs, and it is live as far as they are.</summary>
internal interface IConfigPart<T>
{
    /// <summary>Adds what the reference says about it and all that is in it.</summary>
    void Describe(string path, string description, List<ConfigSectionInfo> sections);

    /// <summary>Adds every key that differs.</summary>
    void Compare(T before, T after, string path, List<ConfigDifference> differences);

    /// <summary><paramref name="running"/> with the live keys of <paramref name="next"/>.</summary>
    T TakeLive(T running, T next);
}
