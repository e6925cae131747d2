using EdgeDaemon.Contracts.Commands;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>The way to the vision process.</summary>
internal interface IVisionCommands
{
    /// <summary>Hands over a command and waits for the answer; null: there is none, the process does not run or does not listen.</summary>
    CommandAnswer? Ask(in CommandRequest request);
}
