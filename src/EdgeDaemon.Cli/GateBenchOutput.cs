namespace EdgeDaemon.Cli;

/// <summary>What <c>edgedaemon bench --gate</c> found, from frame to journal; capture is not part of it.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Frames">Frames of each way.</param>
/// <param name="FramesInferred">Those that the gate let through.</param>
/// <param name="CpuSecondsAll">Processor time with every frame inferred.</param>
/// <param name="CpuSecondsGated">Processor time with the gate.</param>
/// <param name="Ratio">The second as a share of the first.</param>
internal sealed record GateBenchOutput(string Model, int Frames, long FramesInferred, double CpuSecondsAll, double CpuSecondsGated, double Ratio);
