using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit.Evaluation;
using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Tests.Events;

/// <summary>What came of a play.</summary>
/// <param name="Transitions">Every step of every event.</param>
/// <param name="Health">Every change of the camera's health, with the frame.</param>
/// <param name="Gate">What the motion gate decided.</param>
/// <param name="Mot">How well objects were followed.</param>
internal sealed record PlayResult(
    IReadOnlyList<TrackTransition> Transitions, IReadOnlyList<(int Frame, CameraHealth Health)> Health, GateCounters Gate, MotMetrics Mot);
