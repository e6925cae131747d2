using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>What the events' side must offer so that somebody can say "that was nothing". Used by the inference thread.</summary>
internal interface IDismissals
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Remembers the place, size and label of an event, running or just over, and suppresses its like there.</summary>
    /// <param name="bootEpoch">Boot epoch of the event.</param>
    /// <param name="track">Its track.</param>
    /// <param name="number">Number of the dismissal, from 1, used again at most after a restart.</param>
    /// <param name="by">Who says so.</param>
    /// <returns>
    /// <see cref="CommandOutcome.Done"/>, <see cref="CommandOutcome.UnknownEvent"/>, or <see cref="CommandOutcome.NotSaved"/>: it holds until the next restart.
    /// </returns>
    CommandOutcome Dismiss(uint bootEpoch, uint track, out uint number, DecisionOrigin by);

    /// <summary>Takes one back; the network takes none back that the operator has made.</summary>
    /// <returns>
    /// <see cref="CommandOutcome.Done"/>, <see cref="CommandOutcome.UnknownItem"/>, <see cref="CommandOutcome.NotStricter"/>, or
    /// <see cref="CommandOutcome.NotSaved"/>: it stays.
    /// </returns>
    CommandOutcome Undo(uint number, DecisionOrigin by);

    /// <summary>The one at <paramref name="index"/>, oldest first.</summary>
    Dismissal At(int index);
}

/// <summary>Something that was dismissed.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Camera">Index of the camera.</param>
/// <param name="Label">Index of the label.</param>
/// <param name="Box">Where; null where the camera's privacy level keeps no boxes.</param>
/// <param name="Hits">How often it has suppressed something.</param>
/// <param name="CreatedMs">When it was made, Unix time in milliseconds.</param>
internal readonly record struct Dismissal(uint Number, byte Camera, ushort Label, NormalizedBox? Box, uint Hits, long CreatedMs);
