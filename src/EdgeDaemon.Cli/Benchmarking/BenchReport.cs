using System.Globalization;
using System.Text;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>A bench's figures in Markdown, which is as readable in a terminal.</summary>
internal static class BenchReport
{
    /// <summary>Of the stages, the bare model and the daemon as a whole.</summary>
    public static string Of(BenchOutput output)
    {
        var (machine, text) = (output.Machine, new StringBuilder());
        Line(text, $"{output.Model}, {output.Threads} threads, {output.Frames} frames");
        Line(text, $"");
        Line(text, $"- {machine.Processor}, {machine.Cores} cores ({machine.Flags}); {machine.System}");
        Line(text, $"- {machine.Runtime}; {output.Engine}");
        Line(text, $"");
        Line(text, $"| stage | p50 ms | p99 ms |");
        Line(text, $"|---|---:|---:|");
        foreach (var (name, times) in output.StagesMs.Append(new("bare run", output.BareRunMs)))
            Line(text, $"| {name} | {times.P50:F3} | {times.P99:F3} |");
        Line(text, $"");
        Line(text, $"- stages one after the other: {output.Fps:F1} frames/s; (decode + bare run) / end to end: {output.Efficiency:F3}");
        Line(text, $"- around the model: {output.OverheadRatio:P1} of the bare run, of which reading its outputs {output.PostprocessRatio:P2}");
        Line(text, $"- {output.AllocatedBytesPerFrame:F0} managed bytes per frame; {output.Records} records");
        if (output.Live is { } live)
        {
            Line(text, $"- the daemon's own threads: {live.Fps:F1} frames/s, {live.CpuMsPerFrame:F2} ms of CPU a frame, latency p50 {live.P50Ms:F2} ms, p99 {live.P99Ms:F2} ms, {live.FramesSkipped} frames skipped");
            Line(text, $"- resident: {live.RssMib:F0} MiB{(live.PublisherRssMib is { } publisher ? Text($", publisher {publisher:F0} MiB") : "")}");
        }

        if (output.Broker is { } broker)
            Line(text, $"- broker: {(broker.Acknowledged ? Text($"everything acknowledged {broker.DrainSeconds:F2} s after the last frame") : "NOT everything was acknowledged")}");
        return text.ToString().TrimEnd();
    }

    /// <summary>Of the motion gate.</summary>
    public static string Of(GateBenchOutput output) => Text(
        $"{output.Model}, a still scene of {output.Frames} frames at 10 frames/s: {output.CpuSecondsAll:F2} CPU s inferring every frame, {output.CpuSecondsGated:F2} CPU s with the gate ({output.FramesInferred} inferred): ratio {output.Ratio:F3}");

    /// <summary>Of a daemon without a camera.</summary>
    public static string Of(IdleBenchOutput output) => Text(
        $"{output.Model}, no camera, {output.Seconds:F0} s: vision {output.VisionPercent:F3} % of a core and {output.VisionRssMib:F1} MiB, publisher {output.PublisherPercent:F3} % and {output.PublisherRssMib:F1} MiB");

    /// <summary>Of a long time: how the minutes went, and what the last quarter of them has more than the first.</summary>
    public static string Of(SoakOutput output)
    {
        var text = new StringBuilder();
        Line(text, $"{output.Model}, {output.Minutes.Length} minutes");
        Line(text, $"");
        Line(text, $"| minute | frames/s | p50 ms | p99 ms | CPU ms/frame | collections | MiB | publisher MiB |");
        Line(text, $"|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (index, minute) in output.Minutes.Index())
            Line(text, $"| {index + 1} | {minute.Fps:F1} | {minute.P50Ms:F2} | {minute.P99Ms:F2} | {minute.CpuMsPerFrame:F2} | {minute.Collections} | {minute.RssMib:F1} | {minute.PublisherRssMib:F1} |");
        Line(text, $"");
        Line(text, $"- last quarter less first: {Growth(output.Minutes, minute => minute.RssMib):+0.0;-0.0} MiB{(output.Minutes[0].PublisherRssMib is null ? "" : Text($", publisher {Growth(output.Minutes, minute => minute.PublisherRssMib ?? 0):+0.0;-0.0} MiB"))}; p50 {Growth(output.Minutes, minute => minute.P50Ms):+0.00;-0.00} ms");
        if (output.Broker is { Acknowledged: false })
            Line(text, $"- broker: NOT everything was acknowledged");
        return text.ToString().TrimEnd();
    }

    private static double Growth(SoakMinute[] minutes, Func<SoakMinute, double> of)
    {
        var quarter = Math.Max(1, minutes.Length / 4);
        return minutes[^quarter..].Average(of) - minutes[..quarter].Average(of);
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(Text(line)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
