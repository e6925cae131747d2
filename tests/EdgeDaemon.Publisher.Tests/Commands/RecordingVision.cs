using System.Collections.Concurrent;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Commands;

namespace EdgeDaemon.Publisher.Tests.Commands;

/// <summary>Stands for the vision process: keeps what reaches it, and obeys everything. The real one is in EdgeDaemon.Tests.</summary>
internal sealed class RecordingVision : IVisionCommands
{
    public ConcurrentQueue<CommandRequest> Requests { get; } = new();

    public uint Dismissals { get; set; }

    public CommandAnswer? Ask(in CommandRequest request)
    {
        Requests.Enqueue(request);
        var answer = CommandAnswer.Of(request.Code, CommandOutcome.Done);
        if (request.Code == CommandCode.List)
        {
            (answer.Total, answer.Item, answer.Camera, answer.Label) = (Dismissals, request.Index + 1u, 0, 0);
            (answer.Flags, answer.Box, answer.Hits) = (1, NormalizedBox.FromFractions(0, 0, 0.5f, 1), 7);
            return answer;
        }

        (answer.BootEpoch, answer.Sequence) = (5, 77);
        if (request.Code == CommandCode.Dismiss)
            answer.Item = 3;
        return answer;
    }
}
