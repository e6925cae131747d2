namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>Something that should get on, again and again, for as long as it has not come to its end. Read from another thread.</summary>
internal interface IProgressSource
{
    /// <summary>A number that grows with each thing done: a frame read, an attempt made.</summary>
    long Progress { get; }

    /// <summary>Is nothing to be expected now: is it at its end, or closed on purpose?</summary>
    bool IsIdle { get; }
}
