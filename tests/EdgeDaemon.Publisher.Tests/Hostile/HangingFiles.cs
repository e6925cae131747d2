using System.Reflection;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Publisher.Tests.Hostile;

/// <summary>The machine's files, whose folders cannot be listed until somebody says so.</summary>
public class HangingFiles : DispatchProxy
{
    private readonly JournalFileSystem _inner = new();
    private ManualResetEventSlim? _until;

    public static IJournalFileSystem Until(ManualResetEventSlim until)
    {
        var files = Create<IJournalFileSystem, HangingFiles>();
        ((HangingFiles)(object)files)._until = until;
        return files;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IJournalFileSystem.List))
            _until!.Wait();
        return targetMethod.Invoke(_inner, args);
    }
}
