using System.Text.Json.Serialization;
using EdgeDaemon.Cli.Privacy;

namespace EdgeDaemon.Cli;

/// <summary>What <c>predict --json</c> prints for one picture.</summary>
internal sealed record PredictOutput
{
    /// <summary>The picture, as it was named.</summary>
    public required string Image { get; init; }

    /// <summary>The model's task.</summary>
    public required string Task { get; init; }

    /// <summary>Classes of the whole picture, best first; classification only.</summary>
    public IReadOnlyList<PredictedLabel>? Labels { get; init; }

    /// <summary>Objects in the picture, best first; detection only.</summary>
    public IReadOnlyList<PredictedObject>? Detections { get; init; }

    /// <summary>How much of the picture shows what, largest first; segmentation only.</summary>
    public IReadOnlyList<PredictedSegment>? Segments { get; init; }

    /// <summary>The feature vector; embedding only.</summary>
    public PredictedEmbedding? Embedding { get; init; }

    /// <summary>How long each stage took.</summary>
    public required PredictTimings TimingsMs { get; init; }
}

/// <summary>A class and its probability.</summary>
internal sealed record PredictedLabel(string Label, int Index, double Score);

/// <summary>
/// An object: <c>box</c> is [x1, y1, x2, y2], <c>landmarks</c> are [x, y] each, in pixels of the original picture; no landmarks when the
/// model gives none.
/// </summary>
internal sealed record PredictedObject(string Label, int Index, double Score, double[] Box, double[][]? Landmarks)
{
    /// <summary>What a second model takes it for, best first; only with <c>--then</c>.</summary>
    public IReadOnlyList<PredictedLabel>? SubLabels { get; init; }
}

/// <summary>A class of a segmentation: its share of the picture, how many regions it has, and boxes of the largest, as above.</summary>
internal sealed record PredictedSegment(string Label, int Index, double Area, int Regions, double[][] Boxes);

/// <summary>A feature vector: its size, its length before it was scaled to 1, and the vector itself where it was asked for.</summary>
internal sealed record PredictedEmbedding(int Dim, double Norm, float[]? Vector);

/// <summary>Milliseconds per stage.</summary>
internal sealed record PredictTimings(double Decode, double Preprocess, double Infer, double Postprocess);

/// <summary>What <c>bench --json</c> prints.</summary>
internal sealed record BenchOutput
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>What runs the model, and how it sums products of 8-bit numbers.</summary>
    public required string Engine { get; init; }

    /// <summary>Threads per model run.</summary>
    public required int Threads { get; init; }

    /// <summary>Frames that were measured, warm-up not counted.</summary>
    public required int Frames { get; init; }

    /// <summary>Processor, flags that matter to it, system and versions.</summary>
    public required BenchMachine Machine { get; init; }

    /// <summary>The daemon's own threads, and nothing beside them but its publisher, if there is a broker.</summary>
    public LiveFigures? Live { get; init; }

    /// <summary>Frames per second of the stages one after the other, on one thread.</summary>
    public required double Fps { get; init; }

    /// <summary>Milliseconds per frame and stage.</summary>
    public required IReadOnlyDictionary<string, StageTimes> StagesMs { get; init; }

    /// <summary>The same model's run on its own, in the same process, milliseconds.</summary>
    public required StageTimes BareRunMs { get; init; }

    /// <summary>Everything around the model run as a share of the bare run: (end to end − infer) / bare run, medians.</summary>
    public required double OverheadRatio { get; init; }

    /// <summary>What cannot be saved as a share of what it takes: (decode + bare run) / end to end, medians.</summary>
    public required double Efficiency { get; init; }

    /// <summary>Reading the model's outputs, suppression included, as a share of the bare run: postprocess / bare run, medians.</summary>
    public required double PostprocessRatio { get; init; }

    /// <summary>CPU time of the process during the measured frames.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Resident memory at the end, MiB.</summary>
    public required double RssMib { get; init; }

    /// <summary>Managed bytes per frame that the stages allocated, from decoding to the append to the journal.</summary>
    public required double AllocatedBytesPerFrame { get; init; }

    /// <summary>Records that the measured frames appended to the journal.</summary>
    public required long Records { get; init; }

    /// <summary>What the broker acknowledged; only with <c>--broker</c>.</summary>
    public BenchBroker? Broker { get; init; }
}

/// <summary>The daemon as a whole.</summary>
/// <param name="Fps">Frames per second, until the last label was acknowledged where there is a broker.</param>
/// <param name="P50Ms">Median time from a frame's time stamp to its labels in the journal, ms.</param>
/// <param name="P99Ms">99th percentile of it, ms.</param>
/// <param name="CpuMsPerFrame">Processor time of all threads, the publisher's with it, ms.</param>
/// <param name="RssMib">Resident memory of this process, MiB.</param>
/// <param name="PublisherRssMib">That of the publisher, MiB; null without one.</param>
/// <param name="FramesSkipped">Frames that newer ones replaced.</param>
internal sealed record LiveFigures(
    double Fps, double P50Ms, double P99Ms, double CpuMsPerFrame, double RssMib, double? PublisherRssMib, long FramesSkipped);

/// <summary>What <c>bench --idle --json</c> prints: both programs without a camera.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Seconds">How long they were watched.</param>
/// <param name="VisionPercent">Processor time of the vision process, per cent of one core.</param>
/// <param name="PublisherPercent">That of the publisher.</param>
/// <param name="VisionRssMib">Resident memory of the vision process, MiB.</param>
/// <param name="PublisherRssMib">That of the publisher.</param>
internal sealed record IdleBenchOutput(
    string Model, double Seconds, double VisionPercent, double PublisherPercent, double VisionRssMib, double PublisherRssMib);

/// <summary>What <c>bench --soak --json</c> prints: the daemon as a whole over a long time.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Minutes">Each minute by itself.</param>
/// <param name="Broker">The publisher's part; null without a broker.</param>
internal sealed record SoakOutput(string Model, SoakMinute[] Minutes, BenchBroker? Broker);

/// <summary>One minute of a soak.</summary>
/// <param name="Fps">Frames per second.</param>
/// <param name="P50Ms">Median latency.</param>
/// <param name="P99Ms">Its 99th percentile.</param>
/// <param name="CpuMsPerFrame">Processor time a frame, of both programs.</param>
/// <param name="Collections">Garbage collections of the vision process.</param>
/// <param name="RssMib">Resident memory of the vision process at its end, MiB.</param>
/// <param name="PublisherRssMib">That of the publisher.</param>
internal sealed record SoakMinute(double Fps, double P50Ms, double P99Ms, double CpuMsPerFrame, int Collections, double RssMib, double? PublisherRssMib);

/// <summary>Median and 99th percentile.</summary>
internal sealed record StageTimes(double P50, double P99);

/// <summary>The publisher's part of a bench.</summary>
/// <param name="Acknowledged">Was every record acknowledged?</param>
/// <param name="DrainSeconds">Time from the last frame until then.</param>
internal sealed record BenchBroker(bool Acknowledged, double DrainSeconds);

/// <summary>JSON of the command line: snake_case, absent values left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PredictOutput))]
[JsonSerializable(typeof(GateBenchOutput))]
[JsonSerializable(typeof(IdleBenchOutput))]
[JsonSerializable(typeof(SoakOutput))]
[JsonSerializable(typeof(BenchOutput))]
[JsonSerializable(typeof(CamerasOutput))]
[JsonSerializable(typeof(DoctorOutput))]
[JsonSerializable(typeof(PrivacyReport))]
internal sealed partial class CliJson : JsonSerializerContext;
