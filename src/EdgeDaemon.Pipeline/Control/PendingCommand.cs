using EdgeDaemon.Contracts.Commands;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>A command that waits for the inference thread.</summary>
/// <param name="request">The command, well-formed and allowed.</param>
/// <param name="isOperator">Does it come from root or this process's own user, not from afar?</param>
internal sealed class PendingCommand(CommandRequest request, bool isOperator) : IDisposable
{
    private readonly ManualResetEventSlim _answered = new();
    private CommandAnswer _answer;

    /// <summary>The command.</summary>
    public CommandRequest Request => request;

    /// <summary>May it loosen what somebody on the device has to loosen?</summary>
    public bool IsOperator => isOperator;

    /// <summary>Says what became of it.</summary>
    public void Answer(in CommandAnswer answer)
    {
        _answer = answer;
        _answered.Set();
    }

    /// <summary>Waits for the answer. False: it did not come in time.</summary>
    public bool TryAwait(TimeSpan timeout, out CommandAnswer answer)
    {
        var isThere = _answered.Wait(timeout);
        answer = _answer;
        return isThere;
    }

    /// <inheritdoc/>
    public void Dispose() => _answered.Dispose();
}
