using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Scenes;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli;

/// <summary>A bare ONNX file on the command line, as far as it is settled how it is used.</summary>
/// <param name="Model">The file.</param>
/// <param name="Proposal">A manifest that is whole: one decoder, a known size.</param>
/// <param name="Bundle">What a bundle of it would be.</param>
internal sealed record ModelFile(BareModel Model, ManifestProposal Proposal, ModelBundle Bundle)
{
    private const int SceneWidth = 640;
    private const int SceneHeight = 480;
    private const int SceneFrame = 50;

    private static readonly int[] Seeds = [4, 5];
    private static readonly YamlType<DecoderKind> Decoder = YamlTypes.Enum<DecoderKind>();

    /// <summary>Decoders as manifests and <c>--decoder</c> name them.</summary>
    public static string NamesOf(IEnumerable<DecoderKind> kinds) => string.Join(", ", kinds.Select(Decoder.Format));

    /// <summary>Proposes a manifest; drawn scenes are among the pictures of its trial.</summary>
    /// <exception cref="InferenceException">It failed its trial.</exception>
    public static ManifestProposal Propose(BareModel model, ProposalRequest request) => WithScenes(scenes => model.Propose(request with { Pictures = scenes }));

    /// <summary>Does something with drawn scenes.</summary>
    public static T WithScenes<T>(Func<ImmutableArray<Frame>, T> use)
    {
        var pool = new FramePool();
        ImmutableArray<Frame> scenes = [.. Seeds.Select(seed => Draw(pool, seed))];
        try
        {
            return use(scenes);
        }
        finally
        {
            foreach (var scene in scenes)
                scene.Dispose();
        }
    }

    /// <summary>What fits, and how the user says which.</summary>
    public static string SeveralOf(ManifestProposal proposal)
    {
        var fitting = proposal.Fitting;
        var isOfOutputs = fitting.DistinctBy(fit => fit.Output).Count() == fitting.Length;
        return (isOfOutputs ? $"several outputs fit: {string.Join(", ", fitting.Select(fit => fit.Output))}. Say which with --output" : $"several decoders fit: {NamesOf(fitting.Select(fit => fit.Kind))}. Say which with --decoder")
            + $" (in the trial's pictures: {string.Join("; ", fitting.Select(fit => $"{NamesOf([fit.Kind])} {fit.Saw}"))}).";
    }

    private static Frame Draw(FramePool pool, int seed)
    {
        var frame = pool.Rent(PixelFormat.Rgb24, SceneWidth, SceneHeight);
        new SceneRenderer(seed, SceneWidth, SceneHeight).Render(SceneFrame, SceneFrame / 10.0, SceneCondition.Ok, frame.Bytes);
        return frame;
    }

    /// <summary>Reads a file and settles how it is used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="request">What the user says of it.</param>
    /// <exception cref="InferenceException">It is no model, is refused, or nothing here can read its outputs.</exception>
    /// <exception cref="FormatException">It takes another option, or what the options say is wrong.</exception>
    public static ModelFile Open(string path, ProposalRequest request)
    {
        var model = BareModel.Read(path, TriedModels.TrialsOfTools());
        var proposal = Propose(model, request);
        if (proposal.Manifest is null)
            throw new InferenceException($"{path}: {proposal.Problem}.");
        if (proposal.Fitting.Length > 1)
            throw new FormatException($"{path}: {SeveralOf(proposal)}");
        if (proposal.Warning.Length > 0)
            CommandLine.Fail($"{path}: {proposal.Warning}.");
        if (proposal.IsSizeOpen)
            throw new FormatException($"{path}: the model leaves the size of its input open. Say it with --size WIDTHxHEIGHT.");
        CheckLabels(path, proposal);
        try
        {
            return new ModelFile(model, proposal, ModelBundle.Of(model.ToContent(proposal), path));
        }
        catch (ModelBundleException e) when (!request.Overrides.IsEmpty)
        {
            // What we propose ourselves is sound.
            throw new FormatException(string.Join(' ', e.Errors), e);
        }
    }

    private static void CheckLabels(string path, ManifestProposal proposal)
    {
        if (proposal.LabelsNeeded is { } needed && proposal.Labels.Length > 0 && proposal.Labels.Length != needed && !(proposal.Fitting is [var only] && Decoders.Of(only.Kind).Task == DecoderTask.Embedding))
            throw new InferenceException($"{path}: its outputs have {needed} classes, and there are {proposal.Labels.Length} labels. Give one per class with --labels{(proposal.Labels.Length < needed ? ", or say --label-offset" : "")}.");
    }
}
