using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Trials;

/// <summary>
/// What runs in the process that tries a model, and in no other: it reads request and model from standard input, puts itself under limits of
/// the kernel, loads the model, runs it once, and writes one line. Whatever else ends it is for its parent to tell.
/// </summary>
public static class TrialProcess
{
    /// <summary>The word on the command line that starts it.</summary>
    public const string Verb = "try-model";

    private const int SquareSide = 16;

    /// <summary>Tries the model on standard input.</summary>
    /// <returns>Always 0: the line tells.</returns>
    public static int Run()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(Try(input).ToLine() + "\n"));
        return 0;
    }

    private static TrialResult Try(Stream input)
    {
        try
        {
            ResourceLimits.EndWithParent();
            using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
            var request = TrialRequest.Read(reader);
            var model = reader.ReadBytes(reader.ReadInt32());
            return Try(request, model);
        }
        catch (Exception e) when (e is InferenceException or IOException)
        {
            return TrialResult.Failed(e.Message);
        }
    }

    private static TrialResult Try(TrialRequest request, byte[] model)
    {
        // ONNX Runtime itself, which every model needs, before the limits: they are for what the model adds.
        _ = OnnxEnvironment.Version;
        OfferItselfToTheKernel();
        var before = ReadStatus();
        ResourceLimits.NoFiles();
        ResourceLimits.Processor((long)(Environment.CpuUsage.TotalTime + request.Limits.ProcessorTime).TotalSeconds);
        ResourceLimits.AddressSpace((before.VirtualKib << 10) + request.Limits.MemoryBytes);
        try
        {
            var started = Stopwatch.GetTimestamp();
            using var session = new OnnxSessionFactory().Load(TrialResult.NoName, model, request.ToOptions());
            var loaded = Stopwatch.GetTimestamp();
            foreach (var tensor in session.Inputs)
                Draw(tensor);
            session.Run();
            var run = Stopwatch.GetElapsedTime(loaded);
            return TrialResult.Passed(Math.Max(ReadStatus().PeakKib - before.PeakKib, 0), Stopwatch.GetElapsedTime(started, loaded), run, OutputsOf(session));
        }
        catch (InferenceException e) when (e.Message.Contains("bad_alloc", StringComparison.Ordinal) || e.Message.Contains("allocate memory", StringComparison.Ordinal))
        {
            return TrialResult.Failed($"{e.Message} {MayTake(request)}");
        }
        catch (OutOfMemoryException)
        {
            return TrialResult.Failed($"Model '{TrialResult.NoName}' cannot be loaded: there is not enough memory. {MayTake(request)}");
        }
    }

    private static string MayTake(TrialRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"It may take {request.Limits.MemoryBytes >> 20} MiB; choose or export a smaller model.");

    /// <summary>When memory runs out all the same, this is the process to end. Not to be had in some containers, and no loss there.</summary>
    private static void OfferItselfToTheKernel()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>A slope from dark to bright with a bright square in every other field: something to see, whatever the element type.</summary>
    private static void Draw(Tensor tensor)
    {
        var width = tensor.Shape is [.., var last] ? last : 1;
        for (var i = 0; i < tensor.ElementCount; i++)
        {
            var (x, y) = (i % width, i / width);
            var value = (x / SquareSide) % 2 == (y / SquareSide) % 2 ? (byte)(x + y + 1) : byte.MaxValue;
            switch (tensor.Spec.ElementType)
            {
                case TensorElementType.Float32: tensor.As<float>()[i] = value / 255f; break;
                case TensorElementType.Float16: tensor.As<Half>()[i] = (Half)(value / 255f); break;
                default: tensor.As<byte>()[i] = value; break;
            }
        }
    }

    /// <summary>What the session has settled on; what it leaves open stays open.</summary>
    private static ImmutableArray<ImmutableArray<long>> OutputsOf(IInferenceSession session) =>
        [.. session.Outputs.ToArray().Select(tensor => tensor.Spec.Shape.Select(dimension => (long)dimension).ToImmutableArray())];

    private static (long VirtualKib, long PeakKib) ReadStatus()
    {
        var (size, peak) = (0L, 0L);
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("VmSize:", StringComparison.Ordinal))
                size = Kib(line);
            else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                peak = Kib(line);
        }

        return (size, peak);

        static long Kib(string line) => long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim(" \tkB"), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
