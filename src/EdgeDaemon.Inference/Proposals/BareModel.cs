using System.Globalization;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Inference.Trials;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// An ONNX file without a bundle around it. It is read once, with what constants it has in files beside it; what is inspected here is
/// what later goes into a bundle or into ONNX Runtime.
/// </summary>
public sealed class BareModel
{
    /// <summary>Stands in for a side of the input that the model leaves open.</summary>
    internal const int OpenSide = 640;

    private const int MaxSide = 8192;

    /// <summary>Outputs with class numbers do not say how many there are; this is more than any data set of them has.</summary>
    internal const int UnnamedWithoutNumber = 1000;

    private readonly byte[] _bytes;
    private readonly ModelTrials _trials;

    private BareModel(string path, byte[] bytes, ModelTrials trials)
    {
        (Path, _trials) = (path, trials);
        try
        {
            _bytes = ExternalData.Merge(path, bytes);
            Summary = OnnxInspector.Inspect(_bytes, new OnnxLimits());
        }
        catch (ModelRefusedException e)
        {
            throw new InferenceException(ForeignFormat.Describe(path, bytes) is { } what ? $"{path} is {what}." : $"{path} is refused: {e.Message}.", e);
        }
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>The bytes of the file, its constants all inside.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>What it is.</summary>
    public OnnxSummary Summary { get; private set; }

    /// <summary>What its trial found out; null while there was none: only a model that does not declare its outputs' shapes needs one to be understood.</summary>
    public TrialResult? Trial { get; private set; }

    /// <summary>Reads a file and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trials">Tries it.</param>
    /// <exception cref="InferenceException">It is no model, or one that we do not let near ONNX Runtime; one line.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public static BareModel Read(string path, ModelTrials trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        if (!System.IO.Path.Exists(path))
            throw new FileNotFoundException($"{path}: no such file.");
        try
        {
            return new BareModel(path, RegularFile.Read(path, ModelBundle.MaxModelBytes), trials);
        }
        catch (FileRefusedException e)
        {
            throw new ModelBundleException($"{path}: {e.Message}.");
        }
    }

    /// <summary>
    /// Proposes a manifest and labels. Every way to read the outputs that their shapes allow is tried, with pictures of nothing, of noise
    /// and those of the request, and only what makes sense is proposed: a wrong reading sees something too.
    /// </summary>
    /// <exception cref="InferenceException">The model failed its trial.</exception>
    public ManifestProposal Propose(ProposalRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var metadata = ExportMetadata.Of(Summary);
        var basis = new ManifestProposal { Metadata = metadata, Labels = (request.Labels ?? metadata.Names)?.Names ?? [] };
        var foreign = request.Decoder is null ? ForeignTask.OfInputs(Summary, basis.Labels.Length) : null;
        if (ImageInput.Of(Summary, out var problem) is not { } input)
            return basis with { Problem = foreign is null ? problem : $"{foreign} ({problem})" };
        if (input.IsOpen && SizeOf(request) is var (width, height))
            input = input.WithSize(width, height);
        if (Summary.Outputs.Any(output => output.Shape.IsEmpty || output.Shape.Contains(-1)))
            Try(input);
        var sized = input.WithSize(OpenSide, OpenSide);
        var model = ManifestReading.ShapeOf(Summary, sized, metadata, request, basis.Labels.Length);
        if (request.Decoder is null && (foreign ?? ForeignTask.OfOutputs(model)) is { } other)
            return basis with { Problem = $"{other}; {ForeignTask.WayOut}" };
        var readings = ManifestReading.All(model, Summary, sized, metadata, request);
        if (readings.IsEmpty)
            return basis with { Problem = $"no decoder fits its outputs{(metadata.Task.Length > 0 ? $", whose task its metadata call '{metadata.Task}'" : "")}; {ReadingChoice.Remedy}" };
        using var trial = new ReadingTrial(
            new OnnxSessionFactory(_trials).Load(Path, _bytes, new InferenceSessionOptions { Image = sized.ToSpec() }), request.Pictures);
        return ReadingChoice.Of(trial, readings, request.Decoder is not null, basis with { IsSizeOpen = input.IsOpen });
    }

    /// <summary>Tries the model, unless <see cref="Propose"/> has done so. With an input that is no picture it must declare its size.</summary>
    /// <exception cref="InferenceException">It failed.</exception>
    public TrialResult Try() => Trial ?? Try(ImageInput.Of(Summary, out _));

    private TrialResult Try(ImageInput? input)
    {
        Trial = _trials.Require(Path, _bytes, new InferenceSessionOptions { Image = input?.WithSize(OpenSide, OpenSide).ToSpec() });
        if (Trial.Outputs.Length == Summary.Outputs.Length)
            Summary = Summary with { Outputs = [.. Summary.Outputs.Zip(Trial.Outputs, (output, shape) => output with { RunShape = shape })] };
        return Trial;
    }

    /// <summary>The files of a bundle as proposed.</summary>
    /// <exception cref="ArgumentException">The proposal has no manifest.</exception>
    public BundleContent ToContent(ManifestProposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return BundleContent.Of(_bytes, proposal.Manifest ?? throw new ArgumentException("There is no manifest.", nameof(proposal)), LabelsOf(proposal));
    }

    /// <summary>The labels as proposed; where nobody says them, <c>class_0</c>, <c>class_1</c> and so on.</summary>
    private static IEnumerable<string> LabelsOf(ManifestProposal proposal) => proposal.Labels.Length > 0
        ? proposal.Labels
        : Enumerable.Range(0, proposal.LabelsNeeded ?? UnnamedWithoutNumber).Select(i => string.Create(CultureInfo.InvariantCulture, $"class_{i}"));

    private (int Width, int Height)? SizeOf(ProposalRequest request) =>
        SideOf(request, "input.width") is { } width && SideOf(request, "input.height") is { } height ? (width, height) : ExportMetadata.Of(Summary).Size;

    /// <summary>Null also where it is out of range, which the manifest's reader tells.</summary>
    private static int? SideOf(ProposalRequest request, string key) =>
        int.TryParse(request.Overrides.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is > 0 and <= MaxSide ? side : null;
}
