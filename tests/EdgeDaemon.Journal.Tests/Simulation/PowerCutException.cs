namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>The process died in the middle of a call.</summary>
internal sealed class PowerCutException() : Exception("the process died here");
